/// How a usage's model name came to mean a price line's model, from exact to general.
///
/// There is no step "begins with": a newer model must never be priced as an older one.
public enum ModelStep: UInt8, CaseIterable, Comparable, Sendable {
  /// The names are the same.
  case exact = 0
  /// The book declares the name as an alias of the line's model.
  case alias = 1
  /// The name was unwrapped first: an ARN, or `provider/model`.
  case unwrapped = 2
  /// The line lists the name's Bedrock inference profile (`us.`, `eu.`, `global.` …).
  case profile = 3
  /// The name without its date or version is the line's model.
  case undated = 4
  /// The line holds for every model of its provider (calls only).
  case anyModel = 5

  /// The name in reports and `explain`.
  public var name: String {
    switch self {
    case .exact: "exact id"
    case .alias: "declared alias"
    case .unwrapped: "id inside an ARN or provider path"
    case .profile: "inference profile prefix"
    case .undated: "id without its date"
    case .anyModel: "any model of the provider"
    }
  }

  public static func < (left: ModelStep, right: ModelStep) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A model name of telemetry, taken apart for the search in a price book.
struct ModelName {
  /// In lower case, as telemetry has it.
  let id: String
  /// The id inside an ARN or `provider/model`; nil if there is no wrapping.
  let unwrapped: String?
  /// The provider that the wrapping states.
  let statedProvider: String?
  /// The region that the wrapping states.
  let statedRegion: String?

  init(_ name: String) {
    id = name.lowercased()
    if id.hasPrefix("arn:"), let slash = id.lastIndex(of: "/") {
      // An application inference profile is an opaque id: only a declared alias can price it.
      let isOpaque = id.contains(":application-inference-profile/")
      unwrapped = isOpaque ? nil : String(id[id.index(after: slash)...])
      statedProvider = "aws.bedrock"
      let fields = id.split(separator: ":", omittingEmptySubsequences: false)
      statedRegion = fields.count > 3 && !fields[3].isEmpty ? String(fields[3]) : nil
      return
    }
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    let words: Set<Substring> = ["converse", "invoke", "models"]
    var rest = parts[...]
    var provider: String?
    var region: String?
    while rest.count > 1, let first = rest.first {
      if provider == nil, let known = knownProvider(String(first)) {
        provider = known
      } else if provider == "aws.bedrock", region == nil, Self.isRegion(first) {
        region = String(first)
      } else if !words.contains(first) {
        break
      }
      rest = rest.dropFirst()
    }
    unwrapped = rest.count < parts.count ? rest.joined(separator: "/") : nil
    statedProvider = provider
    statedRegion = region
  }

  /// Whether a word is a region of AWS, as `us-gov-west-1` and `eu-central-2`.
  static func isRegion(_ word: Substring) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard (3...4).contains(parts.count), let first = parts.first, let last = parts.last else {
      return false
    }
    return first.count == 2 && isNumber(last)
      && parts.dropLast().allSatisfy { $0.allSatisfy(\.isLetter) && !$0.isEmpty }
  }

  /// The ids that remain when a date or a version is taken off the end, most specific first.
  ///
  /// For example: `claude-sonnet-4-5-20250929` → `claude-sonnet-4-5`.
  var undated: [String] {
    var found: [String] = []
    let base = unwrapped ?? id
    let withoutVersion = Self.droppingVersion(base)
    for start in [base, withoutVersion].compactMap(\.self) {
      if start != base { found.append(start) }
      if let dateless = Self.droppingDate(start) { found.append(dateless) }
    }
    return found
  }

  /// Drops `-v1:0`, `-v1` or `:0` at the end, as Bedrock numbers versions.
  private static func droppingVersion(_ id: String) -> String? {
    var rest = id[...]
    if let colon = rest.lastIndex(of: ":"), isNumber(rest[rest.index(after: colon)...]) {
      rest = rest[..<colon]
    }
    if let dash = rest.lastIndex(of: "-") {
      let word = rest[rest.index(after: dash)...]
      if word.first == "v", isNumber(word.dropFirst()) { rest = rest[..<dash] }
    }
    return rest.isEmpty || rest.count == id.count ? nil : String(rest)
  }

  /// Drops `-20250929`, `@20250929`, `-2024-08-06` or `-latest` at the end.
  private static func droppingDate(_ id: String) -> String? {
    for separator: Character in ["-", "@"] {
      guard let mark = id.lastIndex(of: separator) else { continue }
      let word = id[id.index(after: mark)...]
      let isDate = word.count == 8 && isNumber(word) && word.hasPrefix("20")
      if (isDate || word == "latest") && mark > id.startIndex { return String(id[..<mark]) }
    }
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 3 else { return nil }
    let date = parts.suffix(3)
    let isDate = zip(date, [4, 2, 2]).allSatisfy { $0.count == $1 && isNumber($0) }
    return isDate && date.first?.hasPrefix("20") == true
      ? parts.dropLast(3).joined(separator: "-") : nil
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { decimalDigit($0) != nil }
  }
}

/// A model's name without wrapping, version and date: the same for all names of one model.
///
/// For comparison only; prices are found step by step.
public func modelFamily(of name: String) -> String {
  let parsed = ModelName(name)
  return parsed.undated.last ?? parsed.unwrapped ?? parsed.id
}
