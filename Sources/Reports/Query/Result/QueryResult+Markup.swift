internal import CostModel

extension QueryResult {
  /// A table of GitHub's Markdown: numbers to the right, money exactly.
  var markdownText: String {
    let areNumbers = numberColumns
    var lines = [
      Self.line(columns.map { MarkdownRenderer.escaped($0.name) }),
      Self.line(areNumbers.map { $0 ? "---:" : "---" }),
    ]
    for row in rows {
      lines.append(
        Self.line(
          row.indices.map { MarkdownRenderer.escaped(shown(row[$0], column: $0)) }))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// One HTML file that asks nothing of the network.
  var htmlBytes: [UInt8] {
    var html = HTMLText()
    let policy =
      "default-src 'none'; style-src \(HTMLText.policyHash(htmlReportStyle)); base-uri 'none'; "
      + "form-action 'none'"
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    html.element("title", "Query")
    html.raw("\n<style>\(htmlReportStyle)</style>\n</head>\n<body>\n<main>\n<header>\n")
    html.element("h1", "Query")
    if !explanation.query.isEmpty {
      html.raw("\n<p class=\"filters\"><code>")
      html.text(explanation.query)
      html.raw("</code></p>")
    }
    html.raw("\n</header>\n<div class=\"scroll\"><table class=\"figures\">\n<thead><tr>")
    let areNumbers = numberColumns
    for (number, column) in columns.enumerated() {
      html.raw(areNumbers[number] ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"t\">")
      html.name(column.name)
      html.raw("</th>")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for row in rows {
      html.raw("<tr>")
      for (number, value) in row.enumerated() {
        html.raw(areNumbers[number] ? "<td>" : "<td class=\"t\">")
        html.isolated(shown(value, column: number))
        html.raw("</td>")
      }
      html.raw("</tr>\n")
    }
    html.raw("</tbody>\n</table></div>\n<footer><p>")
    html.text(footerText)
    html.raw("</p></footer>\n</main>\n</body>\n</html>\n")
    return html.bytes
  }

  /// A value as people read it; what stands for an absent one is the column's affair.
  func shown(_ value: QueryValue, column: Int) -> String {
    var text = value.roundedText ?? columns[column].absentText
    // What is small is not nothing.
    if text == "0", let exact = value.text { text = exact }
    return PlainText.clean(text)
  }

  /// Whether each column holds numbers only.
  var numberColumns: [Bool] {
    columns.indices.map { column in
      rows.contains { $0[column].isNumber }
        && rows.allSatisfy { $0[column].isNull || $0[column].isNumber }
    }
  }
}
