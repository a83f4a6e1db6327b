/// Where the keys come from by which JWTs are verified.
public enum KeySource: Hashable, Sendable {
  /// A JWKS file; it alone may hold secrets for HS256.
  case file(String)
  /// The address of a JWKS document.
  case address(String)
  /// The issuer's discovery document (OpenID Connect), which names the address of its keys.
  case issuer(String)

  /// Reads FILE or URL.
  public init(_ text: String) {
    self = text.hasPrefix("https://") || text.hasPrefix("http://") ? .address(text) : .file(text)
  }

  /// The file, if it is one: for whoever watches files.
  public var path: String? { if case .file(let path) = self { path } else { nil } }
}
