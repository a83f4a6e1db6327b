internal import CostModel
internal import Reports

/// The options by which commands print a table, and printing it.
enum TableOptions {
  static let declarations: [OptionDeclaration] = [
    .option("digits", "N", "digits after the point (exact in JSON and CSV otherwise)"),
    .option("format", "NAME", "the form", choices: ReportFormat.allCases.map(\.rawValue)),
    .flag("wide", "print every column of a table"),
    .option("output", "FILE", "write to a file instead of the terminal"),
  ]

  /// Prints a table as the options say; `digits` holds where they say nothing of it.
  static func deliver(
    _ table: ReportTable, _ arguments: ParsedArguments, digits: Int? = nil
  ) throws {
    let format = arguments.value("format").flatMap(ReportFormat.init(rawValue:)) ?? .table
    var options = arguments.has("output") ? RenderOptions() : .forTerminal()
    let isForPeople = [.table, .markdown, .html].contains(format)
    options.digits = try arguments.integer("digits", in: 0...24) ?? (isForPeople ? digits : nil)
    options.isWide = arguments.has("wide")
    try meter.deliver(render(table, as: format, options: options), arguments)
  }
}

extension RenderOptions {
  /// As wide and as colourful as standard output allows.
  static func forTerminal() -> RenderOptions {
    var options = RenderOptions()
    if Terminal.isTerminal(1) {
      options.widthColumns = Terminal.width
      options.usesColour = Terminal.style(1).isEnabled
    }
    return options
  }
}

extension ReportFilters {
  /// The filters of a command line.
  init(_ arguments: ParsedArguments) {
    self.init()
    tier = arguments.value("tier")
    tenant = arguments.value("tenant")
    feature = arguments.value("feature")
    model = arguments.value("model")
  }
}

/// The instant of `--tiers-as-of`, if that was given.
func tiersAsOf(_ arguments: ParsedArguments) throws(UsageError) -> Int64? {
  guard let text = arguments.value("tiers-as-of") else { return nil }
  if text == "today" { return Clock.nowNanoseconds() }
  if let instant = Instant.parse(dateOrTime: text) { return instant }
  throw UsageError(
    "--tiers-as-of is '\(text)'", hint: "expected 2026-11-01, an instant, or today",
    path: arguments.path)
}
