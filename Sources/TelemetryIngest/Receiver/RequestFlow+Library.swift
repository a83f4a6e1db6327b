internal import CMicroHTTPD

/// The two functions that libmicrohttpd calls, from its own threads. They only translate.
extension RequestFlow {
  typealias Handle =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result

  /// Called first with the head, then with each piece of the body, then without bytes until the
  /// answer is queued.
  static let handle: Handle = { context, connection, path, method, _, bytes, count, slot in
    guard let context = unsafe context, let connection = unsafe connection,
      let count = unsafe count, let slot = unsafe slot
    else { return .NO }
    let flow = unsafe Unmanaged<RequestFlow>.fromOpaque(context).takeUnretainedValue()
    guard let known = unsafe slot.pointee else {
      var head = unsafe HTTPRequest.head(of: connection, method: method, path: path)
      if flow.needsClientCertificate {
        head.hasClientCertificate = unsafe meter_http_has_client_certificate(connection) == 1
      }
      let state = unsafe flow.begin(head, connection: connection)
      // Released in `complete`, which the library calls for every request that got this far.
      unsafe slot.pointee = Unmanaged.passRetained(state).toOpaque()
      guard state.isBodyUnread, let refusal = state.refusal else { return .YES }
      return unsafe queue(refusal, for: state, on: connection)
    }
    let state = unsafe Unmanaged<RequestState>.fromOpaque(known).takeUnretainedValue()
    if unsafe count.pointee > 0 {
      let piece = unsafe UnsafeBufferPointer(start: bytes, count: count.pointee)
      let isWelcome = unsafe flow.receive(piece, for: state)
      unsafe count.pointee = 0
      return isWelcome ? .YES : .NO
    }
    flow.dispatch(state)
    guard let response = state.takeResponseOrSuspend() else { return .YES }
    return unsafe queue(response, for: state, on: connection)
  }

  typealias Complete =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?, MHD_RequestTerminationCode
    ) -> Void

  /// Called when a request is over, however it ended.
  static let complete: Complete = { context, _, slot, _ in
    guard let context = unsafe context, let slot = unsafe slot, let known = unsafe slot.pointee
    else { return }
    let flow = unsafe Unmanaged<RequestFlow>.fromOpaque(context).takeUnretainedValue()
    flow.end(unsafe Unmanaged<RequestState>.fromOpaque(known).takeRetainedValue())
    unsafe slot.pointee = nil
  }

  /// Gives an answer to the library, which copies it.
  private static func queue(
    _ response: HTTPResponse, for state: RequestState, on connection: OpaquePointer
  ) -> MHD_Result {
    state.sentStatus = response.status
    var body = response.body
    let made = unsafe body.withUnsafeMutableBytes { buffer in
      unsafe MHD_create_response_from_buffer(
        buffer.count, buffer.baseAddress, .RESPMEM_MUST_COPY)
    }
    guard let made = unsafe made else { return .NO }
    defer { unsafe MHD_destroy_response(made) }
    _ = unsafe MHD_add_response_header(made, "Content-Type", response.contentType)
    for field in response.fields + state.crossOriginFields {
      _ = unsafe MHD_add_response_header(made, field.name, field.value)
    }
    if response.status >= 400 {
      _ = unsafe MHD_add_response_header(made, "X-Request-Id", state.id.description)
    }
    if state.head.isForLogsAPI {
      _ = unsafe MHD_add_response_header(made, "x-amzn-RequestId", state.id.description)
    }
    return unsafe MHD_queue_response(connection, response.status, made)
  }
}
