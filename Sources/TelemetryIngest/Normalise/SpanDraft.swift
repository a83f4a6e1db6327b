internal import CostModel

/// One span while its pieces come in.
struct SpanDraft: Sendable {
  var span = ObservedSpan()
  var refusal: (reason: RefusalReason, offset: Int)?
  /// Ranks of the spellings that `span.own` was taken from, by `NameField`; 255 where none was.
  var ranks = InlineArray<11, UInt8>(repeating: 255)
  var provider = NameID.none
  var requestModel = NameID.none
  var responseModel = NameID.none
  var region = NameID.none
  var serviceTier = NameID.none
  var verdicts = InlineArray<9, RoleVerdict?>(repeating: nil)
  var nameVerdict: RoleVerdict?
  var service: ServiceRow?
  /// Tools that a policy hid.
  var hiddenTools: Int64 = 0
  var isDenied = false
  /// Whose the resource is that the span itself names.
  var silo = Silo()
  var isOfMemory = false
  var response = Digest.none
  var request = Digest.none
  var timeToFirstToken: Int64 = -1
  var hasTraceID = false
  var hasSpanID = false
  var hasStart = false
  /// Known by its content alone, and so by its number among equal ones.
  var isUnnumbered = false
  var isBedrockModel = false
  var isExclusiveModel = false
  var isGeminiModel = false
  /// Strands names itself in the provider's place, so it is known where no scope is given.
  var isStrands = false

  init() {}

  /// The verdict of the most telling marker; the span's name where there is none.
  var verdict: RoleVerdict? {
    for source in 0..<9 {
      if let verdict = verdicts[source] { return verdict }
    }
    return nameVerdict
  }

  /// Tells instrumentations apart by what they write, where the telemetry does not name them: even,
  /// while the numbers of named scopes are odd.
  ///
  /// - Parameter families: The families of counts that were read, bit per family.
  func dialectMark(families: UInt32) -> UInt32 {
    var mark: UInt32 = request.isPresent ? 1 : 0
    for source in RoleSource.allCases where source != .awsKind {
      if verdicts[Int(source.rawValue)] != nil { mark |= 2 << UInt32(source.rawValue) }
    }
    return mark << 8 | families << 1
  }
}
