/// The off-peak hours of LiteLLM's cost map: hours in UTC on weekdays of another zone's calendar.
struct LiteLLMWindows {
  /// The same hours in one zone; nil where they cannot be said so.
  let windows: PriceWindows?

  init(_ block: JSON5Value) {
    var texts: [String] = []
    let name = block["weekday_timezone"]?.string ?? "UTC"
    guard let zone = try? CalendarZone(named: name), let offset = Self.fixedOffset(of: zone) else {
      windows = nil
      return
    }
    for hours in Self.texts(block["hours_utc"]) { texts += Self.local(hours, days: nil, offset) }
    for rule in block["windows"]?.elements ?? [] {
      let days = rule["weekdays"].map { list in
        (list.elements ?? []).compactMap { LiteLLMRates.number($0).flatMap { Int($0) } }
      }
      for hours in Self.texts(rule["hours_utc"]) { texts += Self.local(hours, days: days, offset) }
    }
    windows = PriceWindows(zone: zone, texts: texts)
  }

  private static func texts(_ value: JSON5Value?) -> [String] {
    guard let value else { return [] }
    return (value.elements ?? [value]).compactMap(\.string)
  }

  /// Minutes ahead of UTC, if the zone's clock does not change.
  private static func fixedOffset(of zone: CalendarZone) -> Int? {
    let winter = zone.offsetSeconds(atSecond: 1_767_225_600)
    let summer = zone.offsetSeconds(atSecond: 1_782_864_000)
    return winter == summer && winter % 60 == 0 ? winter / 60 : nil
  }

  /// A window of UTC hours as windows of the zone. The weekday is that of the instant, also after
  /// midnight, so that a window which passes midnight becomes two.
  private static func local(_ hours: String, days: [Int]?, _ offset: Int) -> [String] {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let ends = hours.split(separator: "-").map { end -> Int? in
      let parts = end.split(separator: ":").map { Int($0.filter(\.isNumber)) }
      guard parts.count == 2, let hour = parts[0], let minute = parts[1] else { return nil }
      return hour * 60 + minute
    }
    guard ends.count == 2, let from = ends[0], let to = ends[1] else { return [] }
    let prefix = days.map { list in
      list.filter { (1...7).contains($0) }.map { names[$0 - 1] }.joined(separator: ",") + " "
    }
    let text = { (from: Int, to: Int) in
      "\(prefix ?? "")\(padded(from / 60, to: 2)):\(padded(from % 60, to: 2))"
        + "-\(padded(to / 60, to: 2)):\(padded(to % 60, to: 2))"
    }
    if from == to { return [text(0, 1_440)] }
    let start = (from + offset + 1_440) % 1_440
    let end = (to + offset + 1_440) % 1_440
    if end == 0 { return [text(start, 1_440)] }
    return start < end ? [text(start, end)] : [text(start, 1_440), text(0, end)]
  }
}
