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
