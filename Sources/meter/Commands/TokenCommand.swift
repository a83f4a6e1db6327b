internal import CostModel
internal import TelemetryIngest

/// `meter token`: the bearer tokens that a server accepts.
enum TokenCommand {
  static let command = Command(
    name: "token",
    summary: "make, list and revoke the tokens that 'meter serve' accepts",
    discussion: [
      "A token file holds digests of tokens only: a token is shown once, when it is made. Roles: "
        + "ingest sends telemetry; platform also reads /metrics; sre asks without money; finance "
        + "sees all figures; tier and tenant see those of one; admin may everything.",
      "A tenant narrows every role: an ingest token with --tenant brings that tenant's telemetry "
        + "only. A running server reads the file again when it changes.",
      "--aws makes an access key for the AWS command line and SDKs, which sign requests to the "
        + "CloudWatch Logs API with it. Its secret stays readable in the file, whose mode is 0600.",
    ],
    subcommands: [create, list, revoke])

  private static let fileOption = OptionDeclaration.option(
    "tokens", "FILE", "the token file (else the configuration's, else tokens.json5)")

  private static let create = Command(
    name: "create", summary: "make a token and show it, once",
    options: [
      .option("role", "ROLE", "what it is for", choices: Role.allCases.map(\.rawValue)),
      .option("tenant", "TENANT", "limit it to this tenant"),
      .option("tier", "TIER", "limit it to this tier"),
      .option("requests-per-minute", "N", "answer 429 beyond so many (else there is no limit)"),
      .option("expires", "INSTANT", "until when it holds (else until it is revoked)"),
      .option("note", "TEXT", "what it is for, in your words"),
      .flag("aws", "make an access key, with which the AWS command line and SDKs sign"), fileOption,
    ],
    examples: [
      .init("for a hospital's agents", "meter token create --role ingest --tenant hospital-a"),
      .init("for finance, for a year", "meter token create --role finance --expires 2027-11-21"),
      .init("for a notebook that uses boto3", "meter token create --role finance --aws"),
    ]
  ) { arguments in
    guard let role = arguments.value("role").flatMap(Role.init(rawValue:)) else {
      throw UsageError(
        "--role is missing",
        hint: "one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))",
        path: arguments.path)
    }
    let now = Clock.nowNanoseconds() / 1_000_000_000 * 1_000_000_000
    var (token, secret) =
      arguments.has("aws")
      ? StoredToken.makeAccessKey(role: role, createdAt: now)
      : StoredToken.make(role: role, createdAt: now)
    token.tenant = try name(arguments, "tenant")
    token.tier = try name(arguments, "tier")
    token.requestsPerMinute = try arguments.integer(
      "requests-per-minute", in: 1...Int(TokenFile.requestsPerMinuteMax)
    ).map { Int64($0) }
    token.note = arguments.value("note")
    token.expires = try instant(arguments, "expires")
    if let expires = token.expires, expires <= now {
      throw UsageError("--expires lies in the past", path: arguments.path)
    }
    if role == .tenant && token.tenant == nil || role == .tier && token.tier == nil {
      throw UsageError(
        "a token of role \(role.rawValue) needs --\(role.rawValue)", path: arguments.path)
    }
    let path = try path(arguments)
    var file = fileExists(path) ? try TokenFile(path: path) : TokenFile()
    file.tokens.append(token)
    try file.write(path: path)
    guard token.isAccessKey else {
      writeError("token \(token.id) is in \(path); this is the only time that it is shown:")
      try writeOutput(secret)
      return .done
    }
    writeError("the access key is in \(path); for a shell or a credentials file:")
    try writeOutput("AWS_ACCESS_KEY_ID=\(token.id)\nAWS_SECRET_ACCESS_KEY=\(secret)")
    return .done
  }

  private static let list = Command(
    name: "list", summary: "show all tokens, never the secrets", options: [fileOption],
    examples: [.init("who may do what?", "meter token list")]
  ) { arguments in
    let now = Clock.nowNanoseconds()
    for token in try TokenFile(path: path(arguments)).tokens {
      var parts = ["\(token.id): \(token.role.rawValue)"]
      if token.isAccessKey { parts.append("access key") }
      if let tenant = token.tenant { parts.append("tenant \(tenant)") }
      if let tier = token.tier { parts.append("tier \(tier)") }
      if let count = token.requestsPerMinute { parts.append("\(count) requests a minute") }
      parts.append("created \(Instant.dateOrTime(token.created))")
      if let expires = token.expires {
        parts.append("\(expires <= now ? "expired" : "expires") \(Instant.dateOrTime(expires))")
      }
      if let revoked = token.revoked { parts.append("revoked \(Instant.dateOrTime(revoked))") }
      if let note = token.note { parts.append(note) }
      try writeOutput(parts.joined(separator: ", "))
    }
    return .done
  }

  private static let revoke = Command(
    name: "revoke", summary: "end a token; a running server notices",
    positionals: [
      PositionalDeclaration(name: "ID", help: "the id that 'list' shows", isRequired: true)
    ],
    options: [fileOption], examples: [.init("it leaked", "meter token revoke 5a12f09c")]
  ) { arguments in
    let path = try path(arguments)
    let id = arguments.positional(0) ?? ""
    var file = try TokenFile(path: path)
    guard let index = file.tokens.firstIndex(where: { $0.id == id }) else {
      let hint = didYouMean(id, among: file.tokens.map(\.id)).map { "; \($0)" } ?? ""
      throw CommandFailure("\(path) has no token '\(id)'\(hint)")
    }
    if file.tokens[index].revoked == nil {
      file.tokens[index].revoked = Clock.nowNanoseconds() / 1_000_000_000 * 1_000_000_000
      try file.write(path: path)
    }
    try writeOutput("\(id): revoked")
    return .done
  }

  private static func path(_ arguments: ParsedArguments) throws -> String {
    try arguments.value("tokens") ?? Settings(arguments).security.tokens ?? "tokens.json5"
  }

  private static func name(_ arguments: ParsedArguments, _ option: String) throws -> String? {
    guard let text = arguments.value(option) else { return nil }
    guard !text.isEmpty, text.utf8.count <= 1024, !text.hasPrefix(" "), !text.hasSuffix(" ") else {
      throw UsageError(
        "--\(option) is no name", hint: "expected 1 to 1024 bytes, no blanks around",
        path: arguments.path)
    }
    return text
  }

  private static func instant(_ arguments: ParsedArguments, _ option: String) throws -> Int64? {
    guard let text = arguments.value(option) else { return nil }
    guard let instant = Instant.parse(dateOrTime: text) else {
      throw UsageError(
        "--\(option) is '\(text)'", hint: "expected 2027-11-21 or 2027-11-21T08:30:00Z",
        path: arguments.path)
    }
    return instant
  }
}
