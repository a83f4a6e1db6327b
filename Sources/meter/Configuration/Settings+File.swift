internal import CostModel
internal import Foundation
internal import TelemetryIngest

extension Settings {
  /// Takes over what a JSON5 file sets; unknown keys are refused with their place.
  ///
  /// For example:
  ///
  ///     { ledger: "/var/lib/meter/meter.db",
  ///       listen: "127.0.0.1:4318",
  ///       keys: { tenant: ["clinic.code"], feature: ["app.module"] } }
  mutating func read(_ bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    let source = SourceText(bytes, fileName: fileName)
    let document = try JSON5Reader.read(source)
    var list = DiagnosticList(source: source)
    if var fields = JSON5Fields(document, what: "the configuration", list: &list) {
      ledger = fields.string("ledger", list: &list) ?? ledger
      listen = fields.string("listen", list: &list) ?? listen
      userHashKey = fields.string("user_hash_key", list: &list) ?? userHashKey
      plans = fields.string("plans", list: &list) ?? plans
      billingAccount = fields.string("billing_account", list: &list) ?? billingAccount
      if let limit = fields.wholeNumber("body_limit", list: &list) {
        if (1024...(1 << 30)).contains(limit) {
          bodyBytes = Int(limit)
        } else {
          list.error(
            "\"body_limit\" needs bytes from 1024 to 1073741824", at: fields.place("body_limit"))
        }
      }
      if let keys = fields.value("keys"),
        var keyFields = JSON5Fields(keys, what: "\"keys\"", list: &list)
      {
        for kind in KeyKind.allCases {
          add(keyFields.strings(kind.rawValue, list: &list), to: kind)
        }
        keyFields.refuseUnknown(list: &list)
      }
      readUsageSources(&fields, list: &list)
      readActorTemplates(&fields, list: &list)
      security.read(&fields, list: &list)
      rawLogGroups = fields.strings("rawLogGroups", list: &list)
      fields.refuseUnknown(list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
  }

  /// Takes over the keys that flags name.
  mutating func addKeys(_ arguments: ParsedArguments) throws {
    for kind in KeyKind.allCases { add(arguments.values(kind.option), to: kind) }
  }

  /// One's own keys go before the built-in ones.
  private mutating func add(_ keys: [String], to kind: KeyKind) {
    switch kind {
    case .tenant: identityKeys.tenant.insert(contentsOf: keys, at: 0)
    case .tier: identityKeys.tier.insert(contentsOf: keys, at: 0)
    case .feature: identityKeys.feature.insert(contentsOf: keys, at: 0)
    case .user: identityKeys.user.insert(contentsOf: keys, at: 0)
    case .session: identityKeys.session.insert(contentsOf: keys, at: 0)
    }
  }
}

extension Settings {
  /// The options that say how telemetry is read.
  static let telemetryOptions = KeyKind.options + [usageSourceOption, actorTemplateOption]
}

/// What attribute keys can name; raw values are the names in the configuration file.
enum KeyKind: String, CaseIterable {
  case tenant, tier, feature, user, session

  var option: String { "\(rawValue)-key" }

  /// The options by which keys are added.
  static let options = allCases.map { kind in
    OptionDeclaration.option(
      kind.option, "KEY", "an attribute that names the \(kind.rawValue), besides the known ones",
      repeats: true)
  }
}

/// Whether there is a file.
func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
