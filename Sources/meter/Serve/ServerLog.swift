internal import CostModel

/// The server's log: one JSON object a line, on standard error. Never telemetry, never credentials.
struct ServerLog: Sendable {
  /// Writes a line with the time, the level, what happened, and fields about it.
  func write(_ message: String, _ fields: [(String, String)], level: String = "info") {
    let time = Instant.rfc3339(Clock.nowNanoseconds() / 1_000_000 * 1_000_000)
    let all = [("time", time), ("level", level), ("message", message)] + fields
    let members = all.map { name, value in "\(quoted(name)):\(quoted(value))" }
    writeError("{\(members.joined(separator: ","))}")
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
