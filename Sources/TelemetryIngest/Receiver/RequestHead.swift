internal import CMicroHTTPD

extension HTTPRequest {
  /// Copies the head of a request out of the library.
  static func head(
    of connection: OpaquePointer, method: UnsafePointer<CChar>?, path: UnsafePointer<CChar>?
  ) -> HTTPRequest {
    var request = HTTPRequest(
      method: unsafe method.map { unsafe String(cString: $0) } ?? "",
      path: unsafe path.map { unsafe String(cString: $0) } ?? "")
    request.peer = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      guard let start = text.baseAddress else { return "" }
      unsafe meter_http_peer(connection, start, 64)
      return unsafe String(cString: start)
    }
    unsafe withUnsafeMutablePointer(to: &request.fields) { fields in
      _ = unsafe MHD_get_connection_values(connection, .HEADER_KIND, Self.collect, fields)
    }
    unsafe withUnsafeMutablePointer(to: &request.query) { query in
      _ = unsafe MHD_get_connection_values(
        connection, .GET_ARGUMENT_KIND, Self.collectAsWritten, query)
    }
    return request
  }

  private typealias Collect =
    @convention(c) (
      UnsafeMutableRawPointer?, MHD_ValueKind, UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> MHD_Result

  /// Called by the library for each line of the head; `context` points to the array of fields.
  private static let collect: Collect = { context, _, name, value in
    guard let context = unsafe context, let name = unsafe name else { return .NO }
    let text = unsafe value.map { unsafe String(cString: $0) } ?? ""
    unsafe context.assumingMemoryBound(to: [HTTPField].self).pointee.append(
      HTTPField(String(cString: name).lowercased(), text))
    return .YES
  }

  /// The same for parameters of the query, whose names keep their case.
  private static let collectAsWritten: Collect = { context, _, name, value in
    guard let context = unsafe context, let name = unsafe name else { return .NO }
    let text = unsafe value.map { unsafe String(cString: $0) } ?? ""
    unsafe context.assumingMemoryBound(to: [HTTPField].self).pointee.append(
      HTTPField(String(cString: name), text))
    return .YES
  }

  /// Why the framing of the body cannot be trusted, or nil.
  ///
  /// The library accepts both a length and chunks, and two different lengths. A proxy in front may
  /// then see other request borders than we do, so such requests are refused.
  var framingFault: String? {
    let lengths = fields.filter { $0.name == "content-length" }.map(\.value)
    if !lengths.isEmpty && fields.contains(where: { $0.name == "transfer-encoding" }) {
      return "both Content-Length and Transfer-Encoding are given"
    }
    if Set(lengths).count > 1 { return "two different Content-Lengths are given" }
    // The library waits for ever for the end of a body in a coding that it does not know.
    for field in fields where field.name == "transfer-encoding" {
      if field.value.lowercased() != "chunked" {
        return "the Transfer-Encoding is \(field.value.prefix(40)); send chunked, or a length"
      }
    }
    return nil
  }

  /// The announced length of the body, if it was announced.
  var announcedLength: Int? { field("content-length").flatMap { Int($0) } }
}
