/// What the records of an input are. Raw values are the names that `--format` takes.
public enum RecordFormat: String, CaseIterable, Sendable {
  /// OTLP/JSON requests of any signal: one document, or one request a line.
  case otlpJSON = "otlp-json"
  /// OTLP protobuf trace requests: one, or several each after its length.
  case otlpProtobuf = "otlp-protobuf"
  /// The same for metrics requests, and for logs requests.
  case otlpMetricsProtobuf = "otlp-metrics-protobuf"
  case otlpLogsProtobuf = "otlp-logs-protobuf"
  /// JSON records of one span each: CloudWatch's flat form or OpenTelemetry's console form.
  case spanRecords = "span-records"
  /// Lines of logs: JSON objects that report usage, among whatever else; text is ignored.
  case logLines = "log-lines"
}

extension RecordFormat {
  /// The signal that a protobuf format carries; nil for text.
  var protobufSignal: TelemetrySignal? {
    switch self {
    case .otlpProtobuf: .spans
    case .otlpMetricsProtobuf: .points
    case .otlpLogsProtobuf: .records
    case .otlpJSON, .spanRecords, .logLines: nil
    }
  }
}
