/// Which web pages may ask (CORS): those of named origins only, never a wildcard.
public struct CrossOrigin: Hashable, Sendable {
  /// Scheme, host and port as browsers send them, such as `https://dash.example.com`.
  public var origins: Set<String>

  /// Nobody's pages by default.
  public init(origins: Set<String> = []) { self.origins = origins }

  /// Reads an origin; nil if it is none, such as `*` or an address with a path.
  public static func origin(_ text: String) -> String? {
    guard let range = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<range.lowerBound]
    let host = text[range.upperBound...]
    guard scheme == "https" || scheme == "http", !host.isEmpty,
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !host.contains(where: { "/*?#@,\\".contains($0) })
    else { return nil }
    return text.lowercased()
  }

  /// The lines of every answer to such a page; none for others.
  func fields(for request: HTTPRequest) -> [HTTPField] {
    if origins.isEmpty { return [] }
    let vary = HTTPField("Vary", "Origin")
    guard let origin = request.field("origin"), origins.contains(origin.lowercased()) else {
      return [vary]
    }
    return [HTTPField("Access-Control-Allow-Origin", origin), vary]
  }

  /// The answer to a browser's question before the request; nil if it is no such question, or not
  /// of a named origin. Credentials travel in Authorization alone, so cookies are never allowed.
  func preflight(_ request: HTTPRequest, allowed methods: [String]) -> HTTPResponse? {
    guard request.method == "OPTIONS", request.field("access-control-request-method") != nil,
      let origin = request.field("origin"), origins.contains(origin.lowercased())
    else { return nil }
    return HTTPResponse(
      status: 204, contentType: "text/plain; charset=utf-8",
      fields: [
        HTTPField("Access-Control-Allow-Methods", methods.joined(separator: ", ")),
        HTTPField("Access-Control-Allow-Headers", Self.headers),
        HTTPField("Access-Control-Max-Age", "600"),
      ])
  }

  private static let headers =
    "Authorization, Content-Type, Content-Encoding, Accept, X-Amz-Target"
}
