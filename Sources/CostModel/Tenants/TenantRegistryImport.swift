extension TenantRegistry {
  /// Reads a registry from a file, JSON5 if it begins with a brace or bracket, else CSV.
  ///
  /// - JSON5: `{ tenants: [ { tenant: "clinic-a", name: "…", tier: "basic", status: "active",
  ///   from: "2026-03-01" } ] }`; a tenant may stand there several times, once a change. The list
  ///   may also be called `clinics` with `clinic_id` and `clinic_name`, and SBT's
  ///   `{ tenant_row: { tenantId, sbtaws_active, tenantData: { tenantName, tier } } }` is read.
  /// - CSV: a head with `tenant` and any of `name`, `tier`, `status`, `from`.
  ///
  /// Throws all faults at once, each with its place.
  public init(importing bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    self.init()
    let source = SourceText(bytes, fileName: fileName)
    var list = DiagnosticList(source: source)
    let first = bytes.first { $0 > 0x20 && $0 < 0x80 }
    if first.map({ [0x7B, 0x5B, 0x2F].contains($0) }) ?? false {
      let document = try JSON5Reader.read(source)
      importJSON(document, list: &list)
    } else {
      importCSV(source, list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
  }

  private mutating func importJSON(_ document: JSON5Value, list: inout DiagnosticList) {
    if let row = document["tenant_row"] { return importSBT(row, list: &list) }
    let tenants = document["tenants"] ?? document["clinics"] ?? document
    guard let elements = tenants.elements else {
      list.error(
        "expected tenants", at: 0..<1,
        hint: "write { tenants: [ { tenant: \"clinic-a\", tier: \"basic\" } ] }")
      return
    }
    for element in elements {
      if element["tenantId"] != nil || element["tenantData"] != nil {
        importSBT(element, list: &list)
      } else if element["clinic_id"] != nil {
        importClinic(element, list: &list)
      } else {
        importTenant(element, list: &list)
      }
    }
  }

  private mutating func importTenant(_ element: JSON5Value, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(element, what: "a tenant", list: &list) else { return }
    let id = fields.requiredString("tenant", list: &list)
    let name = fields.string("name", list: &list)
    let tier = fields.string("tier", list: &list)
    let status = fields.string("status", list: &list)
      .flatMap { tenantStatus($0, at: fields.place("status"), list: &list) }
    let from = fields.instant("from", list: &list)
    fields.refuseUnknown(list: &list)
    if let id { set(id, name: name, tier: tier, status: status, from: from) }
  }

  /// A row of the healthcare sample: further keys describe the clinic, not its plan.
  private mutating func importClinic(_ element: JSON5Value, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(element, what: "a clinic", list: &list) else { return }
    let name = fields.string("clinic_name", list: &list)
    let tier = fields.string("tier", list: &list)
    guard let id = fields.requiredString("clinic_id", list: &list) else { return }
    set(id, name: name, tier: tier, status: .active)
  }

  /// A tenant row of AWS's SaaS Builder Toolkit.
  private mutating func importSBT(_ row: JSON5Value, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(row, what: "a tenant row", list: &list) else { return }
    let isActive = fields.bool("sbtaws_active", list: &list)
    let data = fields.value("tenantData")
    guard let id = fields.requiredString("tenantId", list: &list) else { return }
    set(
      id, name: data?["tenantName"]?.string, tier: data?["tier"]?.string,
      status: isActive.map { $0 ? .active : .inactive })
  }

  private mutating func importCSV(_ source: SourceText, list: inout DiagnosticList) {
    var reader = CSVReader(source)
    do throws(Diagnostic) {
      guard let head = try reader.next() else {
        return list.error("the file is empty", at: 0..<0)
      }
      guard let columns = columns(of: head, list: &list) else { return }
      while let record = try reader.next() { importRecord(record, columns, list: &list) }
    } catch {
      list.append(error)
    }
  }

  private func columns(
    of head: CSVReader.Record, list: inout DiagnosticList
  ) -> [String: Int]? {
    let known = ["tenant", "name", "tier", "status", "from"]
    var columns: [String: Int] = [:]
    for (index, field) in head.fields.enumerated() {
      let name = field.text.lowercased()
      if !known.contains(name) {
        list.error(
          "there is no column \"\(field.text)\"", at: field.range,
          hint: didYouMean(name, among: known) ?? "there are: \(known.joined(separator: ", "))")
      } else if columns[name] != nil {
        list.error("the column \"\(name)\" stands twice", at: field.range)
      }
      columns[name] = index
    }
    if columns["tenant"] == nil, let first = head.fields.first {
      list.error("the first line must name the columns, \"tenant\" among them", at: first.range)
    }
    return list.hasErrors ? nil : columns
  }

  private mutating func importRecord(
    _ record: CSVReader.Record, _ columns: [String: Int], list: inout DiagnosticList
  ) {
    func field(_ name: String) -> CSVReader.Field? {
      guard let index = columns[name], index < record.fields.count else { return nil }
      return record.fields[index].text.isEmpty ? nil : record.fields[index]
    }
    if record.fields.count > columns.count {
      list.error("more fields than columns", at: record.fields[columns.count].range)
    }
    guard let id = field("tenant") else {
      let start = record.fields.first?.range.lowerBound ?? 0
      return list.error("this line names no tenant", at: start..<start + 1)
    }
    var from: Int64?
    if let text = field("from") {
      from = Instant.parse(dateOrTime: text.text)
      if from == nil {
        list.error(
          "\"\(text.text)\" is no instant", at: text.range,
          hint: "write 2026-03-01 (midnight UTC) or 2026-03-01T08:30:00Z")
      }
    }
    let status = field("status").flatMap { tenantStatus($0.text, at: $0.range, list: &list) }
    set(id.text, name: field("name")?.text, tier: field("tier")?.text, status: status, from: from)
  }
}

/// The status with a name; reports an unknown one.
private func tenantStatus(
  _ text: String, at range: Range<Int>, list: inout DiagnosticList
) -> TenantStatus? {
  if let status = TenantStatus(rawValue: text.lowercased()) { return status }
  let names = TenantStatus.allCases.map(\.rawValue)
  list.error(
    "there is no status \"\(text)\"", at: range,
    hint: didYouMean(text, among: names) ?? "there are: \(names.joined(separator: ", "))")
  return nil
}
