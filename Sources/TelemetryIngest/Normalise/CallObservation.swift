internal import CostModel

/// What a span says about a model call: the model, and how much was used, in exclusive classes.
struct CallObservation: Equatable, Sendable {
  var provider = NameID.none
  /// The model that answered, else the one asked for.
  var model = NameID.none
  var region = NameID.none
  var serviceTier = NameID.none
  var operation = Operation.unknown
  /// Which slots of `quantities` were reported, zeros included: bit per slot; 0 means unmetered.
  var reported: UInt16 = 0
  var findings: CallFindings = []
  var quantities = Quantities()
  /// Digest of the provider's response id.
  var response = Digest.none
  /// Digest of the provider's request id.
  var request = Digest.none
  /// Nanoseconds; -1 where unknown.
  var timeToFirstToken: Int64 = -1

  /// Whether the span reported any count.
  var isMetered: Bool { reported != 0 }
  /// The provider's id by which other traces and logs know the call: that of its response, else of
  /// its request.
  var crossingID: Digest { response.isPresent ? response : request }
  var reportedCount: Int { reported.nonzeroBitCount }
}

/// What was odd about a call's counts. Bits are stored: appended to, never moved.
struct CallFindings: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let contradictoryTokens = CallFindings(rawValue: 1 << 0)
  static let exclusiveTokens = CallFindings(rawValue: 1 << 1)
}
