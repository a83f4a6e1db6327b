internal import CostModel

/// One charge in the words of FOCUS.
struct FocusLine {
  let charge: FocusCharge
  let currency: String
  let priceBookSHA256: String
  let service: FocusService

  init(charge: FocusCharge, charges: FocusCharges) {
    self.charge = charge
    currency = charges.currency
    priceBookSHA256 = charges.priceBookSHA256
    service = FocusService(charge.provider)
  }

  var isToken: Bool { charge.meter.tokenClass != nil }

  /// The unit of what is counted, a plural noun in capitals as the specification has it.
  var unit: String {
    if isToken { return "Tokens" }
    switch charge.meter.countedUnit {
    case .webSearches: return "Searches"
    case .toolCalls: return "Calls"
    case .runtimeHours: return "Hours"
    case .memoryHours: return "GB-Hours"
    case nil: return "Requests"
    }
  }

  /// Who is billed; where nobody said, one account a provider.
  var billingAccount: String {
    Self.clean(charge.billingAccount ?? "") ?? service.account
  }

  var cost: String { Self.decimal(charge.cost) }

  /// The same quantity at the price that everybody pays.
  var listCost: String {
    guard let price = charge.listPrice, charge.listPrice != charge.contractedPrice else {
      return cost
    }
    return Self.decimal(price.times(charge.quantity) ?? charge.cost)
  }

  /// The price of a million tokens, or of one call. What has no price costs nothing: that it has
  /// none says `x_UnpricedTokens`.
  func price(_ price: Money?) -> String {
    let hours = charge.meter.countedUnit?.fractionDigits == 12
    let count: Int64 = isToken ? 1_000_000 : hours ? 1_000_000_000_000 : 1
    return Self.decimal((price ?? .zero).times(count) ?? .zero)
  }

  var pricingQuantity: String {
    guard isToken else {
      let amount = charge.meter.countedUnit?.amount(charge.quantity).description
      let text = amount ?? String(charge.quantity)
      return text.contains(".") ? text : text + ".0"
    }
    return Self.decimal(Money(units: Int128(charge.quantity) * (Money.one / 1_000_000)))
  }

  /// Prices that the provider changes as capacity allows are dynamic.
  var pricingCategory: String {
    switch charge.serviceTier.map(canonicalServiceTier) {
    case "flex", "batch": "Dynamic"
    case "reserved", "scale": "Committed"
    default: "Standard"
    }
  }

  var meterName: String {
    switch charge.meter.tokenClass {
    case .input: "Input Tokens"
    case .cacheRead: "Cache Read Input Tokens"
    case .cacheWrite: "Cache Write Input Tokens"
    case .cacheWriteLong: "Long Cache Write Input Tokens"
    case .inputAudio: "Audio Input Tokens"
    case .inputImage: "Image Input Tokens"
    case .inputVideo: "Video Input Tokens"
    case .output: "Output Tokens"
    case .reasoning: "Reasoning Tokens"
    case .outputAudio: "Audio Output Tokens"
    case .outputImage: "Image Output Tokens"
    case .outputVideo: "Video Output Tokens"
    case nil: unit
    }
  }

  var description: String {
    "\(meterName) of \(model)\(processing == "standard" ? "" : ", \(processing)")"
  }

  private var model: String { charge.model.flatMap(Self.clean) ?? "(none)" }
  private var processing: String { charge.serviceTier.map(canonicalServiceTier) ?? "standard" }

  var sku: String { "\(service.account)/\(model)/\(charge.meter.name)" }

  /// What is charged at one price: the SKU, its processing, region, prompt length, and the price.
  var skuPrice: String {
    let region = charge.region.flatMap(Self.clean) ?? "any"
    let price = charge.listPrice == nil ? "unpriced" : price(charge.listPrice)
    return "\(sku)/\(processing)/\(region)/context-\(charge.contextBand.rawValue)/\(price)"
  }

  /// Keys that FOCUS does not define yet begin with `x_`.
  var priceDetails: String {
    var json = JSONText()
    json.beginObject()
    json.field("x_ModelId", model)
    if let tokenClass = charge.meter.tokenClass {
      json.field("x_TokenDirection", tokenClass.isInput ? "Input" : "Output")
      if tokenClass.isInput { json.field("x_TokenCacheAction", Self.cacheAction(tokenClass)) }
    }
    json.field("x_ServiceTier", processing)
    json.field("x_ContextTier", Int64(charge.contextBand.rawValue))
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static func cacheAction(_ tokenClass: TokenClass) -> String {
    switch tokenClass {
    case .cacheRead: "Read"
    case .cacheWrite, .cacheWriteLong: "Write"
    default: "Uncached"
    }
  }

  var tags: String? {
    let tags = [("tier", charge.tier), ("feature", charge.feature), ("agent", charge.agent)]
      .compactMap { key, value in value.flatMap(Self.trimmed).map { (key, $0) } }
    if tags.isEmpty { return nil }
    var json = JSONText()
    json.beginObject()
    for (key, value) in tags { json.field(key, value) }
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// An amount that every reader takes for a decimal.
  static func decimal(_ amount: Money) -> String {
    let text = amount.description
    return text.contains(".") ? text : text + ".0"
  }

  /// A name without spaces around it, and harmless in a spreadsheet; nothing is null.
  static func clean(_ name: String) -> String? { trimmed(name).map(CSVRenderer.harmless) }

  private static func trimmed(_ name: String) -> String? {
    let spaces: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]
    let scalars = name.unicodeScalars
    guard let first = scalars.firstIndex(where: { !spaces.contains($0) }),
      let last = scalars.lastIndex(where: { !spaces.contains($0) })
    else { return nil }
    return String(scalars[first...last])
  }
}

/// Whose service is charged, as its bills call it.
struct FocusService {
  /// Who serves and invoices.
  var host: String
  /// Who publishes what is sold: the same, as far as a call tells.
  var publisher: String { host }
  var name: String
  /// A stable id of the provider.
  var account: String

  init(_ provider: String?) {
    guard let provider = provider.flatMap({ FocusLine.clean($0) }) else {
      self.init(host: "(none)", name: "(none)", account: "(none)")
      return
    }
    let canonical = canonicalProvider(of: provider)
    let known = Self.names[canonical]
    self.init(
      host: known?.host ?? provider, name: known?.name ?? "\(provider) API", account: canonical)
  }

  private init(host: String, name: String, account: String) {
    self.host = host
    self.name = name
    self.account = account
  }

  private static let names: [String: (host: String, name: String)] = [
    "anthropic": ("Anthropic", "Anthropic API"),
    "aws.bedrock": ("AWS", "Amazon Bedrock"),
    "azure.ai.openai": ("Microsoft", "Azure OpenAI"),
    "azure.ai.inference": ("Microsoft", "Azure AI Inference"),
    "cohere": ("Cohere", "Cohere API"),
    "deepseek": ("DeepSeek", "DeepSeek API"),
    "gcp.gemini": ("Google", "Gemini API"),
    "gcp.gen_ai": ("Google", "Google AI Studio"),
    "gcp.vertex_ai": ("Google Cloud", "Vertex AI"),
    "groq": ("Groq", "Groq API"),
    "ibm.watsonx.ai": ("IBM", "watsonx.ai"),
    "mistral_ai": ("Mistral AI", "Mistral API"),
    "openai": ("OpenAI", "OpenAI API"),
    "perplexity": ("Perplexity", "Perplexity API"),
    "x_ai": ("xAI", "xAI API"),
  ]
}
