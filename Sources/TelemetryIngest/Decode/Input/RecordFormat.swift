/// What the records of an input are. Raw values are the names that `--format` takes.
public enum RecordFormat: String, CaseIterable, Sendable {
  /// OTLP/JSON trace requests: one document, or one request a line.
  case otlpJSON = "otlp-json"
  /// OTLP protobuf trace requests: one, or several each after its length.
  case otlpProtobuf = "otlp-protobuf"
  /// JSON records of one span each: CloudWatch's flat form or OpenTelemetry's console form.
  case spanRecords = "span-records"
}
