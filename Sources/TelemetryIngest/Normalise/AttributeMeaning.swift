internal import CostModel

/// What an attribute says, whatever its dialect calls it.
enum AttributeMeaning: Hashable, Sendable {
  /// A name; of several spellings on one span the one of lower rank wins.
  case name(NameField, rank: UInt8)
  /// A number of tokens or counted units, as one family of attributes reports it.
  case count(CountFamily, CountField, rank: UInt8)
  /// A word that tells what kind of span this is.
  case role(RoleSource)
  /// The provider's id of the response, or of the request.
  case responseID
  case requestID
  /// The error's type; its presence means that the call failed.
  case errorType
  /// The HTTP status of the call.
  case httpStatus
  /// Time to the first token, in a unit given by nanoseconds.
  case timeToFirstToken(unitNanoseconds: Int64)
  /// A JSON object as text, whose members are looked up as `KEY.member`.
  case jsonText
  /// A whole W3C baggage string, whose members are looked up as `baggage.member`.
  case baggageText
  /// Which of a metric's counts a point is, and of what kind of content.
  case tokenType
  case modality
  /// What event a log record tells of.
  case event(EventField)
  /// How long the call took, in a unit given by nanoseconds.
  case duration(unitNanoseconds: Int64)
  /// When a line was written, where it says so itself: any usual form of a time.
  case time
  /// A fact about a call of a service that is no model.
  case service(ServiceField)
  /// Something that only lines of logs say.
  case line(LineField)
  /// Hours of an agent runtime.
  case hours(CountedUnit)
  /// The id of something that may be one tenant's own; the one of lowest rank that is, decides.
  case resource(rank: UInt8)
  /// An id composed of tier, tenant and user; the rank is that of a user's name.
  case actor(rank: UInt8)
  /// How much of the traffic is kept, where `all` means that everything is.
  case sampleRate(all: Double)
  /// Whether the trace was chosen by a sampler.
  case sampled
}

/// Facts about calls of an agent platform's services.
enum ServiceField: Hashable, Sendable {
  /// What a policy decided: ALLOW or DENY.
  case decision
  /// The tools that a policy hides.
  case deniedTools
  /// The memory that was asked.
  case memory
}

/// What lines of logs say besides what spans say too.
enum LineField: Hashable, Sendable {
  /// The kind of record, by AWS's name for it.
  case schema
  /// The role under which a call was made.
  case role
  /// EMF's list of metrics: the line's numbers are those of metrics.
  case embeddedMetrics
  /// A line of one metric: its name and its value.
  case metricName, metricValue
  /// A metric of tokens, whose kind another member tells.
  case tokens
}

/// The two words by which agent CLIs name their events.
enum EventField: Hashable, Sendable { case name, kind }

/// Names that a span can carry for itself or for what lies beneath it.
enum NameField: UInt8, CaseIterable, Sendable {
  case tenant, tier, feature, user, session, agent
  case provider, requestModel, responseModel, region, serviceTier
  case service
}

/// Families of usage attributes. One span may carry several; they are compared, never added.
enum CountFamily: UInt8, CaseIterable, Sendable {
  /// `gen_ai.usage.*`, all generations.
  case genAI
  /// `llm.token_count.*`.
  case openInference
  /// `ai.usage.*`.
  case vercel
  /// `langfuse.observation.usage_details`, whose buckets are exclusive.
  case langfuse
}

/// What a usage attribute counts, before it is known what contains what.
enum CountField: UInt8, CaseIterable, Sendable {
  case input, output, total
  /// Prompt tokens that were not cached, from a dialect that also reports `input`.
  case uncachedInput
  /// Prompt tokens of the provider's own tools, which Gemini counts beside `input`.
  case toolInput
  case cacheRead
  /// All cache writes, and the parts of them by lifetime.
  case cacheWrite, cacheWriteShort, cacheWriteLong
  case reasoning
  case inputAudio, inputImage, inputVideo, outputAudio, outputImage
  /// Parts of `cacheRead` that are parts of a modality as well.
  case cachedAudio, cachedImage
  case webSearches
}

/// Attributes that tell a span's role, most telling first.
///
/// LangSmith stands before OpenTelemetry's operation, because its exporter calls prompt templates
/// `chat` and retrievers `embeddings`.
enum RoleSource: UInt8, CaseIterable, Sendable {
  case vercelOperation, langSmithKind, genAIOperation, openInferenceKind, requestType
  case langfuseType, traceloopKind, awsKind, genkitSubtype
}
