/// Reads the file of a price book, collecting every fault before it gives up.
struct PriceBookReader {
  private let bytes: [UInt8]
  private let fileName: String
  private var list: DiagnosticList

  init(_ bytes: [UInt8], fileName: String) {
    self.bytes = bytes
    self.fileName = fileName
    list = DiagnosticList(source: SourceText(bytes, fileName: fileName))
  }

  /// Reads the book; `isChecked` looks for overlaps and gaps, too.
  mutating func read(isChecked: Bool = true) throws(PriceBookError) -> PriceBookDraft {
    let document = try JSON5Reader.read(list.source)
    var draft = PriceBookDraft()
    if var fields = JSON5Fields(document, what: "a price book", list: &list) {
      readHead(&fields, into: &draft)
      readAliases(&fields, into: &draft)
      readLines(&fields, into: &draft)
      fields.refuseUnknown(list: &list)
      if draft.extendsBuiltIn { inherit(.builtIn, into: &draft, fields: fields) }
      for index in draft.lines.indices { draft.lines[index].index = index }
      if isChecked { checkLines(draft, list: &list) }
    }
    if list.hasErrors { throw PriceBookError(list.sorted) }
    draft.warnings = list.sorted
    return draft
  }

  private mutating func readHead(_ fields: inout JSON5Fields, into draft: inout PriceBookDraft) {
    draft.name = fields.requiredString("name", list: &list) ?? ""
    draft.asOf = fields.requiredString("as_of", list: &list) ?? ""
    if !draft.asOf.isEmpty,
      draft.asOf.utf8.count != 10
        || Instant.parse(dateOrTime: draft.asOf) == nil
    {
      list.error("\"as_of\" needs a date such as 2026-11-20", at: fields.place("as_of"))
    }
    draft.currency = fields.requiredString("currency", list: &list) ?? "USD"
    let isCode =
      draft.currency.utf8.count == 3
      && draft.currency.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    if !isCode {
      list.error(
        "\"currency\" needs an ISO 4217 code such as USD", at: fields.place("currency"))
    }
    _ = fields.value("note")
    draft.lineDate = fields.string("date", list: &list)
    guard let base = fields.string("extends", list: &list) else { return }
    draft.extendsBuiltIn = base == "built-in"
    if !draft.extendsBuiltIn {
      list.error(
        "there is no book \"\(base)\" to extend", at: fields.place("extends"),
        hint: "only \"built-in\" can be extended")
    }
  }

  private mutating func readAliases(
    _ fields: inout JSON5Fields, into draft: inout PriceBookDraft
  ) {
    guard let value = fields.value("aliases") else { return }
    guard let members = value.members else {
      list.error(
        "\"aliases\" needs an object { \"name in telemetry\": \"model of a line\" }",
        at: value.range)
      return
    }
    for member in members {
      guard let model = member.value.string, !model.isEmpty else {
        list.error("an alias needs the name of a model", at: member.value.range)
        continue
      }
      draft.aliases[member.key.lowercased()] = model.lowercased()
    }
  }

  private mutating func readLines(_ fields: inout JSON5Fields, into draft: inout PriceBookDraft) {
    guard let value = fields.value("lines") else {
      if !draft.extendsBuiltIn { list.error("a price book needs \"lines\"", at: fields.range) }
      return
    }
    guard let elements = value.elements else {
      list.error("\"lines\" needs a list [ … ]", at: value.range)
      return
    }
    for element in elements {
      guard var lineFields = JSON5Fields(element, what: "a price line", list: &list) else {
        continue
      }
      var line = readPriceLine(&lineFields, currency: draft.currency, list: &list)
      if line.date == nil { line.date = draft.lineDate }
      lineFields.refuseUnknown(list: &list)
      for alias in line.aliases {
        guard let model = line.models.first, line.models.count == 1 else { continue }
        if let other = draft.aliases[alias], other != model {
          list.error(
            "\"\(alias)\" is already an alias of \"\(other)\"", at: lineFields.place("aliases"))
        }
        draft.aliases[alias] = model
      }
      draft.lines.append(line)
    }
  }

  private mutating func inherit(
    _ base: PriceBook, into draft: inout PriceBookDraft, fields: JSON5Fields
  ) {
    if base.currency != draft.currency {
      list.error(
        "this book is in \(draft.currency), the book it extends in \(base.currency)",
        at: fields.place("currency"), hint: "one currency a book: leave \"extends\" out")
    }
    for line in base.lines {
      var line = line
      line.isInherited = true
      draft.lines.append(line)
    }
    draft.needsOwnText = true
    draft.aliases.merge(base.aliases) { own, _ in own }
  }
}
