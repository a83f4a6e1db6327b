/// A request whose body has arrived whole.
public struct HTTPRequest: Sendable {
  public var method: String
  /// The path without the query, for example "/v1/traces".
  public var path: String
  /// What follows `?`, decoded, in the order in which it came.
  public var query: [HTTPField] = []
  /// Field names in lower case, in the order in which they came.
  public var fields: [HTTPField]
  /// The body as it came over the wire: still compressed, if the sender compressed it.
  public var body: [UInt8]
  /// The address of the sender, as text; empty where it is not known.
  public var peer = ""
  /// Whether the connection brought a certificate that the configured authority has signed.
  public var hasClientCertificate = false
  /// What the sender may do; nil until the request is authorized.
  public var access: Access?
  /// What the request's bytes take of the server's budget.
  var hold: ByteHold?

  public init(method: String, path: String, fields: [HTTPField] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.fields = fields
    self.body = body
  }

  /// The value of the first field called `name` (in lower case).
  public func field(_ name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// The value of the first parameter of the query called `name`.
  public func parameter(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }
}

/// A line of a request's or response's head.
public struct HTTPField: Hashable, Sendable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What is sent back.
public struct HTTPResponse: Equatable, Sendable {
  public var status: UInt32
  public var contentType: String
  /// Further lines of the head, for example `Retry-After`.
  public var fields: [HTTPField]
  public var body: [UInt8]

  public init(
    status: UInt32, contentType: String, fields: [HTTPField] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.fields = fields
    self.body = body
  }

  /// A response of plain text, with a line break at its end.
  public static func text(status: UInt32, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }
}
