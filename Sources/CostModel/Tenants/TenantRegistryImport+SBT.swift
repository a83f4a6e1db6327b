/// What AWS's SaaS Builder Toolkit writes: rows of its tenant table, registrations, and events.
extension TenantRegistry {
  /// A tenant's row, or a registration.
  mutating func importSBT(_ row: JSON5Value, from: Int64? = nil, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(row, what: "a tenant row", list: &list) else { return }
    let isActive = fields.bool("sbtaws_active", list: &list)
    let data = fields.value("tenantData") ?? row
    guard let id = fields.requiredString("tenantId", list: &list) else { return }
    let registration = fields.value("tenantRegistrationData")?["registrationStatus"]?.string
    let registered = (registration ?? row["registrationStatus"]?.string).flatMap {
      Self.status(registration: $0)
    }
    // Deleted wins over inactive; else the switch wins over the registration.
    let status =
      registered == .offboarded
      ? registered : isActive.map { $0 ? registered ?? .active : .inactive } ?? registered
    set(
      id, name: data["tenantName"]?.string, tier: data["tier"]?.string, status: status, from: from)
  }

  /// The words that registrations use.
  private static func status(registration text: String) -> TenantStatus? {
    switch text.lowercased() {
    case "in progress", "provisioning": .onboarding
    case "created", "complete", "completed", "provisioned": .active
    case "deleted", "deprovisioned": .offboarded
    default: nil
    }
  }

  /// An event of the control plane or an application plane; its changes hold from its time on.
  mutating func importEvent(_ event: JSON5Value, list: inout DiagnosticList) {
    guard let name = event["detail-type"]?.string, let detail = event["detail"] else {
      return list.error("expected an event with \"detail-type\" and \"detail\"", at: event.range)
    }
    guard let id = detail["tenantId"]?.string, !id.isEmpty else {
      return list.error("this event names no \"tenantId\"", at: detail.range)
    }
    var from: Int64?
    if let time = event["time"] {
      from = time.string.flatMap(Instant.parse(dateOrTime:))
      if from == nil {
        list.error("\"time\" needs an instant such as 2026-03-01T08:30:00Z", at: time.range)
      }
    }
    let data = detail["tenantData"] ?? detail
    set(
      id, name: data["tenantName"]?.string, tier: data["tier"]?.string,
      status: Self.status(event: name), from: from)
  }

  /// What an event says of its tenant's status; nil if it says nothing, as failures do.
  private static func status(event name: String) -> TenantStatus? {
    let prefix = "sbt_aws_"
    switch name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name {
    case "onboardingRequest": return .onboarding
    case "onboardingSuccess", "provisionSuccess", "activateSuccess": return .active
    case "deactivateSuccess": return .inactive
    case "offboardingSuccess", "deprovisionSuccess": return .offboarded
    default: return nil
    }
  }

  /// What is one tenant's own.
  mutating func importResources(_ value: JSON5Value?, list: inout DiagnosticList) {
    guard let value else { return }
    guard let elements = value.elements else {
      return list.error("\"resources\" needs a list, found \(value.kindName)", at: value.range)
    }
    for element in elements {
      guard var fields = JSON5Fields(element, what: "a resource", list: &list) else { continue }
      let pattern = fields.requiredString("resource", list: &list)
      let tenant = fields.requiredString("tenant", list: &list)
      fields.refuseUnknown(list: &list)
      if let pattern, let tenant { assign(pattern, to: tenant) }
    }
  }

  /// Whether a file holds one JSON object a line.
  static func isLines(_ source: SourceText) -> Bool {
    var objects = 0
    var start = true
    for byte in source.bytes {
      if start && byte == UInt8(ascii: "{") { objects += 1 }
      start = byte == UInt8(ascii: "\n")
    }
    return objects > 1
  }

  /// Reads one JSON object a line, in the order of the lines.
  mutating func importLines(_ source: SourceText) throws(DiagnosticsError) {
    var faults: [Diagnostic] = []
    let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, bytes) in lines.enumerated() where bytes.contains(where: { $0 > 0x20 }) {
      let line = SourceText(Array(bytes), fileName: "\(source.fileName), line \(number + 1)")
      var list = DiagnosticList(source: line)
      do throws(DiagnosticsError) {
        importJSON(try JSON5Reader.read(line), list: &list)
      } catch {
        faults += error.diagnostics
      }
      faults += list.items
    }
    if faults.contains(where: { $0.severity == .error }) { throw DiagnosticsError(faults) }
  }
}
