internal import CostModel

/// What an attribute of a span does, where that follows from its bytes alone.
enum AttributeEffect: Hashable, Sendable {
  case nothing
  case identity(NameField, rank: UInt8, NameID)
  case callName(NameField, rank: UInt8, NameID, ModelKinds.Kind)
  case role(RoleSource, RoleVerdict)
}
