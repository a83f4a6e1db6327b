internal import CostModel

/// A report as one HTML file that asks nothing of the network and reads well on paper, on a phone,
/// light and dark.
///
/// Charts are inline SVG with their figures as text beside them. Without scripts nothing is lost
/// but sorting and filtering.
struct HTMLRenderer {
  let table: ReportTable
  let printed: PrintedTable
  let summary: ReportSummary
  private let options: RenderOptions
  var html = HTMLText()

  init(_ table: ReportTable, options: RenderOptions) {
    self.table = table
    self.options = options
    printed = .rounded(
      table, columns: PrintedTable.interestingColumns(table), digits: options.digits)
    summary = ReportSummary(table: table, digestDigits: 64)
  }

  func render() -> [UInt8] {
    var renderer = self
    renderer.write()
    return renderer.html.bytes
  }

  private mutating func write() {
    writeHead()
    html.raw("<body>\n<main>\n")
    writeHeader()
    if let note = table.note {
      html.raw("<p class=\"note\">\(HTMLText.escaped(note))</p>\n")
    }
    if !printed.rows.isEmpty {
      writeTiles()
      writeCharts()
      if let matrix = MatrixView(printed), !matrix.columnNames.isEmpty { writeMatrix(matrix) }
      writeTable()
      for section in table.sections where !section.rows.isEmpty {
        var renderer = HTMLRenderer(section, options: options)
        renderer.writeTable(title: section.title)
        html.append(renderer.html)
      }
    }
    writeFindings()
    writeFooter()
    html.raw("</main>\n<script>\(htmlReportScript)</script>\n</body>\n</html>\n")
  }

  private mutating func writeHead() {
    let title = "\(table.title), \(table.period.text)"
    let policy =
      "default-src 'none'; style-src \(HTMLText.policyHash(htmlReportStyle)); "
      + "script-src \(HTMLText.policyHash(htmlReportScript)); base-uri 'none'; form-action 'none'"
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    html.raw("<meta name=\"generator\" content=\"meter\">\n")
    html.element("title", title)
    html.raw("\n<style>\(htmlReportStyle)</style>\n</head>\n")
  }

  private mutating func writeHeader() {
    html.raw("<header>\n")
    html.element("h1", table.title)
    html.raw("\n<p class=\"period\">\(HTMLText.escaped(table.period.text))")
    if let bucket = table.bucket { html.raw(" · by \(bucket.rawValue)") }
    html.raw("</p>\n")
    // The other period of a comparison leaves nothing out.
    if let against = table.filters.first(where: { $0.name == "against" }) {
      html.raw("<p class=\"period\">against \(HTMLText.escaped(against.value))</p>\n")
    }
    let filters = table.filters.filter { $0.name != "against" }
    if !filters.isEmpty {
      html.raw("<p class=\"filters\">Only ")
      for (index, filter) in filters.enumerated() {
        if index > 0 { html.raw(", ") }
        html.raw("<span>\(HTMLText.escaped(filter.name)): ")
        html.name(filter.value)
        html.raw("</span>")
      }
      html.raw("</p>\n")
    }
    html.raw("</header>\n")
  }

  private mutating func writeTiles() {
    html.raw("<dl class=\"tiles\">\n")
    if let cost = table.index(of: "cost"), table.totals[cost].money != nil {
      writeTile(
        "Total \(table.columns[cost].title.lowercased())", printed.text(cost, row: nil),
        unit: table.currency, isMain: true)
    }
    for (index, column) in table.columns.enumerated() {
      if case .difference = column.role {
        writeTile(column.title, printed.text(index, row: nil), unit: table.currency)
      }
    }
    if let requests = table.value("requests", in: table.totals).count {
      let errors = table.value("errors", in: table.totals).count
      writeTile("Requests", grouped(requests), unit: errors.map(errorText) ?? "")
    }
    if totalTokens != 0 { writeTile("Tokens", grouped(totalTokens), unit: "all classes") }
    if let coverage = table.coverage {
      writeTile(
        "Priced", NumberText.percent(millionths: coverage.pricedShare), unit: "of tokens")
      writeTile(
        "Attributed", NumberText.percent(millionths: coverage.attributedShare), unit: "of tokens")
    }
    html.raw("</dl>\n")
    if let incomplete = summary.incomplete {
      html.raw("<p class=\"hint\">\(HTMLText.escaped(incomplete))</p>\n")
    }
  }

  private func errorText(_ errors: Int64) -> String {
    errors == 0 ? "none failed" : "\(grouped(errors)) failed"
  }

  private var totalTokens: Int64 {
    if let tokens = table.value("tokens", in: table.totals).count { return tokens }
    return TokenClass.allCases.reduce(0) { sum, tokenClass in
      sum.addingClamped(table.value(tokenClass.name + "_tokens", in: table.totals).count ?? 0)
    }
  }

  private mutating func writeTile(
    _ label: String, _ value: String, unit: String, isMain: Bool = false
  ) {
    html.raw(isMain ? "<div class=\"main\">" : "<div>")
    html.element("dt", label)
    html.raw("<dd>\(HTMLText.escaped(value)) <small>\(HTMLText.escaped(unit))</small></dd></div>\n")
  }

  private mutating func writeFindings() {
    guard !summary.findings.isEmpty else { return }
    html.raw("<section>\n<h2>Findings</h2>\n<ul class=\"findings\">\n")
    for finding in summary.findings {
      html.raw("<li><strong>\(HTMLText.escaped(finding.kind.replacing("_", with: " ")))</strong> ")
      html.raw("<span class=\"count\">\(grouped(finding.count))</span> ")
      html.isolated(finding.message)
      html.raw("</li>\n")
    }
    html.raw("</ul>\n</section>\n")
  }

  private mutating func writeFooter() {
    html.raw("<footer>\n<dl>\n")
    var facts = summary.facts
    if let coverage = summary.coverage { facts.append(("Coverage", coverage)) }
    if let leftOut = summary.leftOut { facts.append(("Left out", leftOut)) }
    for fact in facts {
      html.raw("<div>")
      html.element("dt", fact.label)
      html.raw("<dd>")
      html.isolated(fact.value)
      html.raw("</dd></div>\n")
    }
    html.raw("</dl>\n</footer>\n")
  }
}
