/// Metrics in the text format of Prometheus, version 0.0.4.
///
/// For example:
///
///     var text = MetricsText()
///     text.add("meter_waiting_requests", .gauge, "Requests that wait.", [MetricSample(3)])
public struct MetricsText: Sendable {
  public enum Kind: String, Sendable { case counter, gauge, histogram }

  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// What was added so far.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// Adds a family; one without samples is left out.
  public mutating func add(
    _ name: String, _ kind: Kind, _ help: String, _ samples: [MetricSample]
  ) {
    if samples.isEmpty { return }
    append("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    for sample in samples { append(name + sample.suffix + "\(sample.labels) \(sample.value)\n") }
  }

  private mutating func append(_ text: String) { bytes += Array(text.utf8) }
}

/// One line: labels and a number, written out so that exact decimals stay exact.
public struct MetricSample: Sendable {
  /// What follows the family's name, such as `_bucket`.
  var suffix = ""
  /// With braces, or empty.
  let labels: String
  let value: String

  /// A sample of a decimal number that is written out already.
  public init(text: String, _ labels: [(String, String)] = []) {
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }
    self.labels = list.isEmpty ? "" : "{" + list.joined(separator: ",") + "}"
    value = text
  }

  /// A sample of a whole number.
  public init(_ value: Int64, _ labels: [(String, String)] = []) {
    self.init(text: String(value), labels)
  }

  /// A duration, in seconds.
  public init(nanoseconds: UInt64, _ labels: [(String, String)] = []) {
    self.init(text: Self.seconds(nanoseconds), labels)
  }

  /// Nanoseconds as seconds, exactly.
  static func seconds(_ nanoseconds: UInt64) -> String {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 9 - digits.count) + digits
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
