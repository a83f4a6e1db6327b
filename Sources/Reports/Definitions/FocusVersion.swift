/// The versions of the FinOps Open Cost and Usage Specification that charges can be written by.
public enum FocusVersion: String, CaseIterable, Sendable {
  case v1_2 = "1.2"
  case v1_3 = "1.3"
  case v1_4 = "1.4"
}
