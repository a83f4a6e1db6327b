/// A command: what it is called, what it takes, how its help reads, and what it does.
///
/// Commands are values in one tree; the parser, the help texts and the shell completions all read
/// the same declarations, so none of them can forget an option.
struct Command: Sendable {
  var name: String
  /// One line for the list of commands.
  var summary: String
  /// What a person should know before the options; paragraphs, wrapped when printed.
  var discussion: [String] = []
  var positionals: [PositionalDeclaration] = []
  var options: [OptionDeclaration] = []
  var examples: [Example] = []
  var subcommands: [Command] = []
  /// Does the work; nil for a command that only groups others.
  var run: (@Sendable (ParsedArguments) throws -> ExitStatus)?

  /// A command line to copy, and what it is for.
  struct Example: Sendable {
    var purpose: String
    var line: String

    init(_ purpose: String, _ line: String) {
      self.purpose = purpose
      self.line = line
    }
  }
}

extension Command {
  /// Options that every command understands.
  static let globalOptions: [OptionDeclaration] = [
    .option("ledger", "FILE", "the ledger (else $METER_LEDGER, else meter.db)"),
    .option("configuration", "FILE", "settings as JSON5 (else meter.json5, if there)"),
    .flag("help", "show this help"),
  ]

  /// The whole program.
  static let meter = Command(
    name: "meter",
    summary: "what each tenant, tier and feature of your AI agents costs, exactly",
    options: [.flag("version", "show the version")],
    examples: [
      Example("see it work with sample telemetry", "meter demo"),
      Example("read telemetry files", "meter ingest telemetry/"),
      Example("receive telemetry from OpenTelemetry SDKs", "meter serve"),
      Example("finance's everyday question", "meter report --tier premium"),
    ],
    subcommands: [
      DemoCommand.command, IngestCommand.command, ServeCommand.command, ReportCommand.command,
      QueryCommand.command, RepriceCommand.command, ExplainCommand.command,
      FindingsCommand.command, AllocateCommand.command, ReconcileCommand.command,
      ExportCommand.command, PricesCommand.command, ChargesCommand.command,
      TenantsCommand.command, TokenCommand.command, LedgerCommand.command,
      CompletionsCommand.command,
    ])
}
