/// A request of metrics or logs, written as JSON and as protobuf.
struct SignalRequest {
  var json = ""
  var protobuf: [UInt8] = []

  typealias Attributes = [(key: String, value: String)]

  /// A point of a sum or histogram; start 0 is left out, as exporters do.
  struct Point {
    var start: Int64 = 0
    var time: Int64
    var value: Int64
    var attributes: Attributes = []
  }

  enum Kind { case delta, cumulative, histogramDelta, histogramCumulative }

  /// One metric of one resource.
  static func metric(
    _ kind: Kind, name: String = "gen_ai.client.token.usage", resource: Attributes = [],
    _ points: [Point]
  ) -> SignalRequest {
    let isSum = kind == .delta || kind == .cumulative
    let isDelta = kind == .delta || kind == .histogramDelta
    let list = points.map { point in
      let value = isSum ? #""asInt":"\#(point.value)""# : #""count":"3","sum":\#(point.value)"#
      let start = point.start == 0 ? "" : #""startTimeUnixNano":"\#(point.start)","#
      return #"{\#(start)"timeUnixNano":"\#(point.time)",\#(value),"#
        + #""attributes":[\#(json(point.attributes))]}"#
    }
    let data =
      #"{"aggregationTemporality":\#(isDelta ? 1 : 2),\#(isSum ? #""isMonotonic":true,"# : "")"#
      + #""dataPoints":[\#(list.joined(separator: ","))]}"#
    let metric =
      #"{"name":"\#(name)","unit":"{token}","\#(isSum ? "sum" : "histogram")":\#(data)}"#
    var wire = field(1, name) + field(3, "{token}")
    var body: [UInt8] = []
    for point in points { body += field(1, protobuf(point, isSum: isSum)) }
    body += [0x10, isDelta ? 1 : 2] + (isSum ? [0x18, 1] : [])
    wire += field(isSum ? 7 : 9, body)
    return SignalRequest(
      json: #"{"resourceMetrics":[{"resource":{"attributes":[\#(json(resource))]},"#
        + #""scopeMetrics":[{"scope":{"name":"s"},"metrics":[\#(metric)]}]}]}"#,
      protobuf: envelope(resource, wire))
  }

  /// One log record of one resource.
  static func record(
    time: Int64, body: String = "", resource: Attributes = [], _ attributes: Attributes
  ) -> SignalRequest {
    var escaped: [UInt8] = []
    for byte in body.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { escaped.append(0x5C) }
      escaped.append(byte)
    }
    let text = String(decoding: escaped, as: UTF8.self)
    let record =
      #"{"timeUnixNano":"\#(time)","body":{"stringValue":"\#(text)"},"#
      + #""attributes":[\#(json(attributes))]}"#
    var wire = fixed64(1, UInt64(time)) + field(5, field(1, body))
    for attribute in attributes { wire += field(6, protobuf(attribute)) }
    return SignalRequest(
      json: #"{"resourceLogs":[{"resource":{"attributes":[\#(json(resource))]},"#
        + #""scopeLogs":[{"scope":{"name":"s"},"logRecords":[\#(record)]}]}]}"#,
      protobuf: envelope(resource, wire))
  }

  // MARK: - JSON

  /// Attributes as a list; a value that is a number is written as `intValue`.
  static func json(_ attributes: Attributes) -> String {
    attributes.map { key, value in
      let kind = Int64(value) == nil ? "stringValue" : "intValue"
      return #"{"key":"\#(key)","value":{"\#(kind)":"\#(value)"}}"#
    }
    .joined(separator: ",")
  }

  // MARK: - Protobuf

  private static func envelope(_ resource: Attributes, _ item: [UInt8]) -> [UInt8] {
    var attributes: [UInt8] = []
    for attribute in resource { attributes += field(1, protobuf(attribute)) }
    return field(1, field(1, attributes) + field(2, field(1, field(1, "s")) + field(2, item)))
  }

  private static func protobuf(_ point: Point, isSum: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for attribute in point.attributes { bytes += field(isSum ? 7 : 9, protobuf(attribute)) }
    if point.start != 0 { bytes += fixed64(2, UInt64(point.start)) }
    bytes += fixed64(3, UInt64(point.time))
    let value = UInt64(bitPattern: point.value)
    return bytes + (isSum ? fixed64(6, value) : fixed64(5, Double(point.value).bitPattern))
  }

  private static func protobuf(_ attribute: (key: String, value: String)) -> [UInt8] {
    let value =
      Int64(attribute.value).map { [0x18] + varint(UInt64(bitPattern: $0)) }
      ?? field(1, attribute.value)
    return field(1, attribute.key) + field(2, value)
  }

  private static func field(_ number: UInt64, _ text: String) -> [UInt8] {
    field(number, Array(text.utf8))
  }

  private static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  private static func fixed64(_ number: UInt64, _ value: UInt64) -> [UInt8] {
    varint(number << 3 | 1) + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
