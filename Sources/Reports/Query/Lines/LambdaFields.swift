/// The fields of a START, END or REPORT line of AWS Lambda; none for any other line.
///
/// For example: `REPORT RequestId: 8f5… Duration: 102.25 ms … Memory Size: 128 MB`.
func lambdaFields(_ message: String) -> [String: QueryValue] {
  guard let type = ["START", "END", "REPORT"].first(where: { message.hasPrefix($0 + " ") }),
    message.contains("RequestId: ")
  else { return [:] }
  var fields: [String: QueryValue] = ["@type": .string(type)]
  for (label, name, factor) in lambdaLabels {
    guard let value = word(after: label, in: message) else { continue }
    guard factor > 0 else {
      fields[name] = .string(value)
      continue
    }
    guard let number = QueryValue.number(parsing: value) else { continue }
    let plain: QueryValue =
      switch number {
      case .integer(let whole): .integer(whole)
      case .decimal(let units): .decimal(units)
      case .double(let value): .double(value)
      }
    fields[name] = (try? QueryArithmetic.apply(.multiply, plain, .integer(factor))) ?? .null
  }
  return fields
}

/// What stands before a value, the field's name, and what a unit counts for; 0 for texts.
private let lambdaLabels: [(label: String, name: String, factor: Int128)] = [
  ("RequestId: ", "@requestId", 0), ("XRAY TraceId: ", "@xrayTraceId", 0),
  ("SegmentId: ", "@xraySegmentId", 0), ("\tDuration: ", "@duration", 1),
  ("Billed Duration: ", "@billedDuration", 1), ("Init Duration: ", "@initDuration", 1),
  ("Memory Size: ", "@memorySize", 1_000_000), ("Max Memory Used: ", "@maxMemoryUsed", 1_000_000),
]

private func word(after label: String, in message: String) -> String? {
  guard let start = message.utf8Range(of: label)?.upperBound else { return nil }
  let rest = message.utf8.dropFirst(start).prefix { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }
  return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
}

extension String {
  /// Where a part first stands, as UTF-8 offsets.
  func utf8Range(of part: String, from start: Int = 0) -> Range<Int>? {
    byteRange(of: Array(part.utf8), in: Array(utf8), from: start)
  }
}
