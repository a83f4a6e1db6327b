internal import CostModel

/// The server's log: one JSON object a line, on standard error. Never telemetry, never credentials.
struct ServerLog: Sendable {
  /// Writes a line with the time, the level, what happened, and fields about it.
  func write(_ message: String, _ fields: [(String, String)], level: String = "info") {
    writeError(line(message, fields, level: level))
  }

  /// The line by itself.
  func line(_ message: String, _ fields: [(String, String)], level: String = "info") -> String {
    let time = Instant.rfc3339Milliseconds(Clock.nowNanoseconds())
    let all = [("time", time), ("level", level), ("message", message)] + fields
    let members = all.map { name, value in "\(quoted(name)):\(quoted(value))" }
    return "{\(members.joined(separator: ","))}"
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
