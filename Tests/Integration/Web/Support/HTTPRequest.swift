/// A request, valid or not, as it is sent.
///
///     HTTPRequest("GET", "/api/tracks", host: "127.0.0.1:8080").bytes
struct HTTPRequest: Sendable {
  var method: String
  var target: String
  var version = "HTTP/1.1"
  var fields: [HTTPField]
  var body: [UInt8]

  /// A request; `Content-Length` is added if there is a body.
  ///
  /// - Parameter host: the value of the `Host` field; nil omits it.
  init(
    _ method: String, _ target: String, host: String?, _ fields: [HTTPField] = [],
    body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.fields = (host.map { [HTTPField("Host", $0)] } ?? []) + fields
    if !body.isEmpty || method == "POST" {
      self.fields.append(HTTPField("Content-Length", "\(body.count)"))
    }
    self.body = body
  }

  var bytes: [UInt8] {
    var head = "\(method) \(target) \(version)\r\n"
    for field in fields { head += "\(field.name): \(field.value)\r\n" }
    return Array("\(head)\r\n".utf8) + body
  }
}
