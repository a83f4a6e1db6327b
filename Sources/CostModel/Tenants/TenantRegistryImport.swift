extension TenantRegistry {
  /// Reads a registry from a file, JSON5 if it begins with a brace or bracket, else CSV.
  ///
  /// - JSON5: `{ tenants: [ { tenant: "clinic-a", name: "…", tier: "basic", status: "active",
  ///   from: "2026-03-01" } ] }`; a tenant may stand there several times, once a change. The list
  ///   may also be called `clinics` with `clinic_id` and `clinic_name`, and SBT's
  ///   `{ tenant_row: { tenantId, sbtaws_active, tenantData: { tenantName, tier } } }` is read.
  ///   So are its events, one document or one a line: they hold from their own time on.
  ///   `resources: [ { resource: "arn:…-hospital-a-*", tenant: "hospital-a" } ]` names what is one
  ///   tenant's.
  /// - CSV: a head with `tenant` and any of `name`, `tier`, `status`, `deployment`, `from`.
  ///
  /// Throws all faults at once, each with its place.
  public init(importing bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    self.init()
    let source = SourceText(bytes, fileName: fileName)
    var list = DiagnosticList(source: source)
    let first = bytes.first { $0 > 0x20 && $0 < 0x80 }
    if first.map({ [0x7B, 0x5B, 0x2F].contains($0) }) ?? false {
      if Self.isLines(source) {
        try importLines(source)
      } else {
        importJSON(try JSON5Reader.read(source), list: &list)
      }
    } else {
      importCSV(source, list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
  }

  mutating func importJSON(_ document: JSON5Value, list: inout DiagnosticList) {
    if let row = document["tenant_row"] { return importSBT(row, list: &list) }
    if document["detail-type"] != nil { return importEvent(document, list: &list) }
    if document["tenantId"] != nil { return importSBT(document, list: &list) }
    importResources(document["resources"], list: &list)
    let tenants = document["tenants"] ?? document["clinics"] ?? document["data"] ?? document
    if document["resources"] != nil, document["tenants"] == nil { return }
    guard let elements = tenants.elements else {
      list.error(
        "expected tenants", at: 0..<1,
        hint: "write { tenants: [ { tenant: \"clinic-a\", tier: \"basic\" } ] }")
      return
    }
    for element in elements {
      if element["detail-type"] != nil {
        importEvent(element, list: &list)
      } else if element["tenantId"] != nil || element["tenantData"] != nil {
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
    let tier = fields.string("tier", list: &list).map { $0 == Tenant.unknownTier ? "" : $0 }
    let status = fields.string("status", list: &list)
      .flatMap { tenantStatus($0, at: fields.place("status"), list: &list) }
    let deployment = fields.string("deployment", list: &list)
      .flatMap { deploymentModel($0, at: fields.place("deployment"), list: &list) }
    let from = fields.instant("from", list: &list)
    fields.refuseUnknown(list: &list)
    guard let id else { return }
    set(id, name: name, tier: tier, status: status, deployment: deployment, from: from)
  }

  /// A row of the healthcare sample: further keys describe the clinic, not its plan.
  private mutating func importClinic(_ element: JSON5Value, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(element, what: "a clinic", list: &list) else { return }
    let name = fields.string("clinic_name", list: &list)
    let tier = fields.string("tier", list: &list)
    guard let id = fields.requiredString("clinic_id", list: &list) else { return }
    set(id, name: name, tier: tier, status: .active)
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
    let known = ["tenant", "name", "tier", "status", "deployment", "from"]
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
    let deployment = field("deployment")
      .flatMap { deploymentModel($0.text, at: $0.range, list: &list) }
    set(
      id.text, name: field("name")?.text, tier: field("tier")?.text, status: status,
      deployment: deployment, from: from)
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

/// The deployment model with a name; reports an unknown one.
private func deploymentModel(
  _ text: String, at range: Range<Int>, list: inout DiagnosticList
) -> Deployment? {
  if let deployment = Deployment(rawValue: text.lowercased()) { return deployment }
  let names = Deployment.allCases.map(\.rawValue)
  list.error(
    "there is no deployment model \"\(text)\"", at: range,
    hint: didYouMean(text, among: names) ?? "there are: \(names.joined(separator: ", "))")
  return nil
}
