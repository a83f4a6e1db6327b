internal import TelemetryIngest

/// What an ingest came to, as lines for people.
struct IngestReport {
  let text: String

  init(_ summary: IngestSummary, ledger: String, seconds: Double) {
    let totals = summary.totals
    var rows: [(String, Int64, String)] = [
      ("spans read", summary.spansRead, ""),
      ("billable", totals.entries, "calls posted to \(ledger)"),
      ("suppressed", totals.suppressed, "repeat tokens that another span reports"),
      ("duplicate", totals.duplicates, "had been read before"),
      ("refused", summary.refused, summary.refused > 0 ? "listed below" : ""),
      ("unattributed", totals.unattributed, "billable, without a tenant"),
      ("unpriced", totals.unpriced, "billable, without a price; see 'meter prices list'"),
    ]
    if summary.ignored > 0 {
      rows.append(("ignored", summary.ignored, "records that are no spans"))
    }
    let width = rows.map { grouped($0.1).count }.max() ?? 0
    var lines = rows.map { name, count, note in
      let number = grouped(count)
      let padding = String(repeating: " ", count: 14 - name.count + width - number.count)
      let isSilent = note.isEmpty || count == 0
      return name + padding + number + (isSilent ? "" : "  \(note)")
    }
    let megabytes = Double(summary.bytes) / 1e6
    let rate = seconds > 0 ? Int64(Double(summary.spansRead) / seconds) : 0
    lines.append(
      "\(decimal(megabytes)) MB in \(decimal(seconds)) s: \(grouped(rate)) spans/s, "
        + "\(decimal(megabytes / max(seconds, 0.001))) MB/s")
    text = lines.joined(separator: "\n")
  }
}

/// A whole number with commas between its thousands.
func grouped(_ number: Int64) -> String {
  var text = ""
  for (index, digit) in String(number.magnitude).reversed().enumerated() {
    if index > 0 && index % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + String(text.reversed())
}

/// A measured quantity with two digits.
private func decimal(_ value: Double) -> String {
  let hundredths = Int64((min(max(value, 0), 1e12) * 100).rounded())
  let fraction = String(hundredths % 100)
  return "\(grouped(hundredths / 100)).\(fraction.count == 1 ? "0" : "")\(fraction)"
}
