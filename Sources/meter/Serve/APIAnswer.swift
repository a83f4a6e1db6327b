internal import CostModel
internal import Reports
internal import TelemetryIngest

/// What the reading API answers when it cannot answer: JSON with a sentence for people.
enum APIAnswer {
  /// For example `{"error":"unknown report 'cost-per-tenent'; did you mean 'cost-per-tenant'?"}`.
  static func failure(
    _ status: UInt32, _ message: String, fields: [HTTPField] = []
  ) -> HTTPResponse {
    var body = Array("{\"error\":".utf8)
    appendJSONString(message, to: &body)
    body += Array("}\n".utf8)
    return HTTPResponse(
      status: status, contentType: "application/json", fields: fields, body: body)
  }

  /// Runs `body`; what it throws becomes an answer. What only the operator should read is logged.
  static func catching(
    _ log: ServerLog, _ body: () throws -> HTTPResponse
  ) -> HTTPResponse {
    do {
      return try body()
    } catch let error as APIRefusal {
      return failure(error.status, error.description)
    } catch let error as QueryError {
      return failure(400, error.description)
    } catch let error as PeriodError {
      return failure(400, error.description)
    } catch let error as ReportError {
      return failure(422, error.description)
    } catch let error as DiagnosticsError {
      return failure(400, error.description)
    } catch let error as LedgerError where error.reason == .timeLimit {
      return failure(
        504, "the answer takes longer than this server allows; ask for a shorter period")
    } catch {
      log.write("a report failed", [("reason", "\(error)")], level: .error)
      return failure(500, "the ledger cannot be read at present")
    }
  }
}

/// A request that cannot be answered as it is.
struct APIRefusal: Error, CustomStringConvertible {
  var status: UInt32 = 400
  var description: String

  init(_ description: String, status: UInt32 = 400) {
    self.description = description
    self.status = status
  }
}
