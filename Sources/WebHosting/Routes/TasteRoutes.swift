import HTTPTypes
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/taste`: the taste that follows from the choices so far, as in `taste.show` (HTTP-61).
enum ShowTasteRoute: Route {
  static let path: [String?] = ["api", "taste"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    do throws(FailureReport) { return Reply(json: try door.service.shownTaste()) } catch {
      throw Refusal(error)
    }
  }
}

/// `POST /api/taste/decisions`: stores a decision, as `taste.decide` does (HTTP-62).
enum DecideTasteRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "taste", "decisions"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let members = try Parameters.members(ofBody: call.body) ?? []
    do throws(FailureReport) {
      let fields = try ParameterFields(members, known: TasteDecision.parameters)
      return Reply(json: try door.service.decide(try TasteDecision(fields)))
    } catch {
      throw Refusal(error)
    }
  }
}

/// `POST /api/taste/undo`: undoes a decision, as `taste.undo` does (HTTP-63).
enum UndoTasteRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "taste", "undo"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let members = try Parameters.members(ofBody: call.body) ?? []
    do throws(FailureReport) {
      let fields = try ParameterFields(members, known: [.optional("event")])
      return Reply(json: try door.service.undoChoice(try fields.text("event")))
    } catch {
      throw Refusal(error)
    }
  }
}

/// `POST /api/taste/reset`: makes all choices so far count no more, as `taste.reset` does
/// (HTTP-64).
enum ResetTasteRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "taste", "reset"]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try Parameters.requireNothing(inBody: call.body)
    do throws(FailureReport) { return Reply(json: try door.service.resetChoices()) } catch {
      throw Refusal(error)
    }
  }
}
