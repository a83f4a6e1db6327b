internal import CZlib

extension HTTPResponse {
  /// Shorter bodies are not worth it.
  private static let gzipBytesMin = 1024

  /// The same answer in gzip, if the client takes that and it is worth it.
  ///
  /// Compressing takes time: call it beside the threads that take telemetry in.
  public func gzipped(for request: HTTPRequest) -> HTTPResponse {
    guard body.count >= Self.gzipBytesMin, Self.takesGzip(request.field("accept-encoding") ?? ""),
      !fields.contains(where: { $0.name.lowercased() == "content-encoding" }),
      let compressed = gzip(body), compressed.count < body.count
    else { return self }
    var response = self
    response.body = compressed
    response.fields += [
      HTTPField("Content-Encoding", "gzip"), HTTPField("Vary", "Accept-Encoding"),
    ]
    return response
  }

  private static func takesGzip(_ accepted: String) -> Bool {
    accepted.split(separator: ",").contains { item in
      let parts = item.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard parts.first == "gzip" || parts.first == "*" else { return false }
      return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
  }
}

/// Bytes as one gzip member, made quickly rather than small; nil if zlib cannot.
private func gzip(_ bytes: [UInt8]) -> [UInt8]? {
  guard bytes.count < Int(UInt32.max) / 2 else { return nil }
  var stream = unsafe z_stream()
  // 15 bits of window, plus 16: with the head and tail of gzip.
  guard unsafe meter_deflate_init(&stream, 1, 15 + 16) == Z_OK else { return nil }
  defer { unsafe deflateEnd(&stream) }
  let limit = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
  // Both buffers live for the call that uses them, and zlib is told their sizes.
  var status = Z_OK
  let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(limit)
      status = unsafe deflate(&stream, Z_FINISH)
    }
    count = unsafe limit - Int(stream.avail_out)
  }
  guard status == Z_STREAM_END else { return nil }
  return output
}
