internal import CostModel

/// How actor ids are composed, where they name a tenant.
///
/// In the configuration file: `actor_templates: ["{tier}-{tenant}-{user}"]`.
extension Settings {
  static let actorTemplateOption = OptionDeclaration.option(
    "actor-template", "TEMPLATE",
    "how actor ids are composed, such as '{tier}-{tenant}-{user}'; the registry tells tenants",
    repeats: true)

  private static let rule =
    "a template holds {tenant} once, and {tier} and {user} at most once, with text between them"

  mutating func readActorTemplates(_ fields: inout JSON5Fields, list: inout DiagnosticList) {
    for text in fields.strings("actor_templates", list: &list) {
      if let template = ActorTemplate(parsing: text) {
        actorTemplates.append(template)
      } else {
        list.error(
          "\"\(text)\" is no template of actor ids", at: fields.place("actor_templates"),
          hint: Self.rule)
      }
    }
  }

  mutating func addActorTemplates(_ arguments: ParsedArguments) throws(UsageError) {
    for text in arguments.values("actor-template") {
      guard let template = ActorTemplate(parsing: text) else {
        throw UsageError("--actor-template is '\(text)'", hint: Self.rule, path: arguments.path)
      }
      actorTemplates.append(template)
    }
  }
}
