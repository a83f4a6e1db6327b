internal import CCurl

/// Fetches documents with keys, by HTTPS; by plain HTTP only from this machine.
enum KeyFetch {
  private static let bytesMax = 1 << 20
  private static let timeoutMilliseconds = 5_000
  private static let isPrepared = meter_curl_global_init() == 0

  private final class Body {
    var bytes: [UInt8] = []
  }

  /// The document at an address.
  ///
  /// - Throws: `CredentialError` that names the address and what went wrong.
  static func get(_ address: String) throws -> [UInt8] {
    let isPlain = isLoopback(address)
    guard address.hasPrefix("https://") || isPlain else {
      throw CredentialError("\(address) is not fetched: keys come by https")
    }
    guard isPrepared else { throw CredentialError("libcurl cannot be used") }
    let body = Body()
    var status = 0
    let code = unsafe meter_curl_get(
      address, isPlain ? "http,https" : "https", timeoutMilliseconds, receive,
      Unmanaged.passUnretained(body).toOpaque(), &status)
    guard code == 0 else {
      let why = unsafe String(cString: curl_easy_strerror(CURLcode(rawValue: UInt32(code))))
      throw CredentialError("\(address) cannot be fetched: \(why)")
    }
    guard status == 200 else { throw CredentialError("\(address) answers with status \(status)") }
    return body.bytes
  }

  /// Called by the library with each piece of the answer; `context` is the body, alive in `get`.
  private static let receive: meter_curl_receive = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let body = unsafe Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, body.bytes.count + length <= bytesMax else { return 0 }
    unsafe body.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
    return length
  }

  private static func isLoopback(_ address: String) -> Bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { host in
      guard address.hasPrefix(host) else { return false }
      let next = address.dropFirst(host.count).first
      return next == nil || next == ":" || next == "/"
    }
  }
}
