import MasteringService
import StrictJSON
import Testing

@Suite struct ChunkMethodTests {
  @Test func `a plan is given in seconds and in samples`() throws {
    let plan = try Conversation().call(
      "chunks.plan", #"{"duration_seconds":16.5,"sample_rate":10.0}"#)
    #expect(
      plan?.text() == """
        {"total_chunks":2,"chunks":[\
        {"index":0,"core_start":0.0,"core_end":15.0,"load_start":0.0,"load_end":16.5,\
        "emit_start":0.0,"emit_end":15.0,"core_start_sample":0,"core_end_sample":150,\
        "load_start_sample":0,"load_end_sample":165,"emit_start_sample":0,"emit_end_sample":150},\
        {"index":1,"core_start":10.0,"core_end":16.5,"load_start":5.0,"load_end":16.5,\
        "emit_start":15.0,"emit_end":16.5,"core_start_sample":100,"core_end_sample":165,\
        "load_start_sample":50,"load_end_sample":165,"emit_start_sample":150,\
        "emit_end_sample":165}]}
        """)
  }

  @Test func `a seek is given as chunk, offset and position`() throws {
    #expect(
      try Conversation().call(
        "chunks.seek", #"{"duration_seconds":60,"sample_rate":44100,"position_seconds":20}"#
      )?.text() == #"{"index":1,"offset_seconds":5.0,"effective_position_seconds":20.0}"#)
  }

  @Test(arguments: [
    ("chunks.plan", #"{"duration_seconds":60}"#, -32602),
    ("chunks.plan", #"{"duration_seconds":"60","sample_rate":1}"#, -32602),
    ("chunks.plan", #"{"duration_seconds":60,"sample_rate":0.5}"#, -32602),
    ("chunks.plan", #"{"duration_seconds":60,"sample_rate":0}"#, -32005),
    ("chunks.plan", #"{"duration_seconds":60,"sample_rate":768001}"#, -32005),
    ("chunks.plan", #"{"duration_seconds":60,"sample_rate":1e999}"#, -32005),
    ("chunks.plan", #"{"duration_seconds":0,"sample_rate":1}"#, -32004),
    ("chunks.plan", #"{"duration_seconds":-1,"sample_rate":1}"#, -32004),
    ("chunks.plan", #"{"duration_seconds":1e999,"sample_rate":1}"#, -32004),
    ("chunks.plan", #"{"duration_seconds":100006,"sample_rate":1}"#, -32004),
    ("chunks.seek", #"{"duration_seconds":9,"sample_rate":1,"position_seconds":-1}"#, -32006),
    ("chunks.seek", #"{"duration_seconds":9,"sample_rate":1,"position_seconds":1e999}"#, -32006),
  ])
  func `an invalid parameter is reported`(_ method: String, _ params: String, _ code: Int) throws {
    #expect(try Conversation().call(method, params)?["code"] == .integer(code))
  }

  @Test func `10,000 chunks are planned`() throws {
    let plan = try Conversation().call(
      "chunks.plan", #"{"duration_seconds":100005,"sample_rate":1}"#)
    #expect(plan?["total_chunks"] == .integer(10_000))
  }
}
