internal import CostModel
internal import TelemetryIngest

/// Which source a service's usage is read from, where that is declared.
///
/// In the configuration file: `usage_sources: { checkout: "metrics" }`. The name "" stands for
/// telemetry that names no service.
extension Settings {
  static let usageSourceOption = OptionDeclaration.option(
    "usage-source", "SERVICE=SOURCE",
    "read a service's usage from its spans, logs or metrics alone", repeats: true)

  mutating func readUsageSources(_ fields: inout JSON5Fields, list: inout DiagnosticList) {
    guard let value = fields.value("usage_sources") else { return }
    guard let members = value.members else {
      list.error("\"usage_sources\" needs an object, found \(value.kindName)", at: value.range)
      return
    }
    for member in members {
      guard let source = member.value.string.flatMap(UsageSource.init(rawValue:)) else {
        list.error(
          "\"\(member.key)\" needs \(Self.sourceNames)", at: member.value.range,
          hint: member.value.string.flatMap {
            didYouMean($0, among: UsageSource.allCases.map(\.rawValue))
          })
        continue
      }
      usageSources[member.key] = source
    }
  }

  mutating func addUsageSources(_ arguments: ParsedArguments) throws(UsageError) {
    for text in arguments.values("usage-source") {
      guard let equals = text.lastIndex(of: "="),
        let source = UsageSource(rawValue: String(text[text.index(after: equals)...]))
      else {
        throw UsageError(
          "--usage-source is '\(text)'",
          hint: "expected SERVICE=SOURCE, SOURCE being \(Self.sourceNames)", path: arguments.path)
      }
      usageSources[String(text[..<equals])] = source
    }
  }

  private static let sourceNames = "spans, logs or metrics"
}
