import CostModel

@testable import Reports

/// Functions of the language as `SlowQuery` knows them: an expression, and what it obviously is.
enum SlowFunctions {
  static let names = functions.map(\.name)
  static let texts = functions.filter(\.isText).map(\.name)
  static let numbers = functions.filter { !$0.isText }.map(\.name)

  static func text(_ name: String) -> String { functions.first { $0.name == name }?.text ?? "" }

  static func value(_ name: String, _ row: SlowQuery.Row) -> SlowQuery.Cell {
    functions.first { $0.name == name }?.value(row) ?? .none
  }

  private struct Function: Sendable {
    var name: String
    var text: String
    var isText = false
    var value: @Sendable (SlowQuery.Row) -> SlowQuery.Cell
  }

  private static let functions: [Function] = [
    Function(name: "who", text: "coalesce(tenant, tier, \"nobody\")", isText: true) { row in
      .text(text(row, "tenant") ?? text(row, "tier") ?? "nobody")
    },
    Function(name: "both", text: "concat(model, \"/\", tenant)", isText: true) { row in
      text(row, "tenant").map { .text("\(text(row, "model") ?? "")/\($0)") } ?? .none
    },
    Function(name: "upper", text: "toupper(tenant)", isText: true) { row in
      text(row, "tenant").map { .text($0.uppercased()) } ?? .none
    },
    Function(name: "piece", text: "substr(model, 1, 2)", isText: true) { row in
      .text(String((text(row, "model") ?? "").dropFirst().prefix(2)))
    },
    Function(name: "trimmed", text: "trim(model, \"mor\")", isText: true) { row in
      .text(text(row, "model") == "other" ? "the" : "-1")
    },
    Function(name: "swapped", text: "replace(model, \"-\", \"+\")", isText: true) { row in
      .text(text(row, "model") == "m-1" ? "m+1" : "other")
    },
    Function(
      name: "kind", text: "case(tenant = \"t1\", \"one\", tier = \"basic\", \"two\", \"rest\")",
      isText: true
    ) { row in
      .text(text(row, "tenant") == "t1" ? "one" : text(row, "tier") == "basic" ? "two" : "rest")
    },
    Function(name: "size", text: "if(input_tokens > 2, \"big\", \"small\")", isText: true) { row in
      .text(whole(row, "input_tokens") > 2 ? "big" : "small")
    },
    Function(name: "slot", text: "datefloor(@timestamp, 30m)", isText: true) { row in
      .text(LogTime.text(minutes(row) / 30 * 30 * 60_000_000_000))
    },
    Function(name: "ends", text: "dateceil(@timestamp, 2h)", isText: true) { row in
      .text(LogTime.text((minutes(row) + 119) / 120 * 120 * 60_000_000_000))
    },
    Function(name: "day", text: "formatDate(@timestamp, \"%F %H\")", isText: true) { row in
      .text(String((text(row, "@timestamp") ?? "").prefix(13)))
    },
    number("length", "strlen(tenant)") { text($0, "tenant").map { Int128($0.utf8.count) } },
    number("weighed", "input_tokens * 2 + output_tokens - 1") {
      whole($0, "input_tokens") * 2 + whole($0, "output_tokens") - 1
    },
    number("half", "floor(input_tokens / 2)") { whole($0, "input_tokens") / 2 },
    number("rest", "(input_tokens + 7) % 3") { (whole($0, "input_tokens") + 7) % 3 },
    number("away", "abs(input_tokens - 3)") { abs(whole($0, "input_tokens") - 3) },
    number("most", "greatest(input_tokens, output_tokens, 2)") {
      max(whole($0, "input_tokens"), whole($0, "output_tokens"), 2)
    },
    number("bare", "isempty(tenant)") { text($0, "tenant") == nil ? 1 : 0 },
    number("dashed", "strcontains(model, \"-\")") { text($0, "model") == "m-1" ? 1 : 0 },
    number("millis", "toMillis(@timestamp) / 60000") { Int128(minutes($0)) },
    number("listed", "jsonArraySize(split(model, \"-\"))") { text($0, "model") == "m-1" ? 2 : 1 },
    number("address", "ipv4ToNumber(concat(\"0.0.0.\", input_tokens))") {
      whole($0, "input_tokens")
    },
  ]

  private static func number(
    _ name: String, _ text: String, _ value: @escaping @Sendable (SlowQuery.Row) -> Int128?
  ) -> Function {
    Function(name: name, text: text) { row in
      value(row).map { .number($0 * Money.one) } ?? .none
    }
  }

  private static func text(_ row: SlowQuery.Row, _ field: String) -> String? {
    if case .text(let text)? = row[field] { text } else { nil }
  }

  private static func whole(_ row: SlowQuery.Row, _ field: String) -> Int128 {
    if case .number(let units)? = row[field] { units / Money.one } else { 0 }
  }

  /// Minutes since 1970; all entries begin at full minutes.
  private static func minutes(_ row: SlowQuery.Row) -> Int64 {
    (text(row, "@timestamp").flatMap(LogTime.parse) ?? 0) / 60_000_000_000
  }
}
