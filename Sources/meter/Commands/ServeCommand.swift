/// `meter serve`: the OTLP/HTTP receiver.
enum ServeCommand {
  static let command = Command(
    name: "serve",
    summary: "receive OpenTelemetry over HTTP into the ledger",
    discussion: [
      "Takes OTLP/HTTP at POST /v1/traces, /v1/metrics and /v1/logs, as JSON or protobuf, plain, "
        + "gzip or deflate. A request is answered 200 when its content is on disk. Beyond its "
        + "limits the server answers 503 with Retry-After, which SDKs obey.",
      "A service's usage is read from one of the three: from its spans if it sends any with usage, "
        + "else from log events, else from metrics; --usage-source says otherwise.",
      "GET / is the dashboard: open http://127.0.0.1:4318/ in a browser.",
      "GET /api/reports/NAME and POST /api/query answer what 'meter report' and 'meter query' do, "
        + "with the same names as parameters. GET /metrics, /healthz and /readyz say how it goes.",
      "POST / is the CloudWatch Logs API: 'aws logs … --endpoint-url http://127.0.0.1:4318' and "
        + "SDKs put log lines, whose usage counts, and query the log group /meter/usage.",
      "SIGHUP reads the files of --prices and --tenants again; so does a change of the files. "
        + "SIGTERM and Ctrl-C finish what is in flight.",
      "With --tokens or --issuer everybody has to say who they are, and may do what their role "
        + "allows ('meter token --help'). Without, the server listens on this machine only.",
      "Point an SDK at it with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 and "
        + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
    ],
    options: ServeOptions.declarations + SecuritySettings.options + Settings.telemetryOptions,
    examples: [
      .init("receive on the usual port of OTLP/HTTP", "meter serve"),
      .init("another ledger and port", "meter serve --ledger prod.db --listen 127.0.0.1:14318"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    let options = try ServeOptions(settings, arguments)
    // Before any thread exists, so that all of them leave the signals to this one.
    let signals = ServerSignals()
    let server = try Server(
      settings, options, IngestWiring.configuration(settings, arguments))
    try server.run(signals)
  }
}
