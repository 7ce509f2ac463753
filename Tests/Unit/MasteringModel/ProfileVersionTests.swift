import MasteringModel
import ProviderTesting
import Testing

@Suite struct ProfileVersionTests {
  @Test(arguments: ["0", "1", "1.0", "1.2.3", "1.2.3.4", "007", "4294967295.0"])
  func `one to four integers are a version, kept as written`(_ text: String) {
    #expect(ProfileVersion(text)?.description == text)
  }

  @Test(arguments: [
    "", ".", "1.", ".1", "1..2", "v1", "1.2.3.4.5", "١", "１", "4294967296", "1.4294967296", "-1",
    "+1", "1.-0", " 1", "1 ", "1,0", "1.0-beta", "1e3", "0x1", "1\u{0}", "1\n",
  ])
  func `any other text is not a version`(_ text: String) {
    #expect(ProfileVersion(text) == nil)
  }

  @Test(arguments: [
    ("1.9", "1.10"), ("1", "1.0.0.1"), ("0.9.9.9", "1"), ("1.2", "2"), ("2", "10"),
    ("1.2.3", "1.2.4"), ("4294967294", "4294967295"),
  ])
  func `versions compare number by number`(_ older: String, _ newer: String) {
    let (older, newer) = (ProfileVersion.sample(older), ProfileVersion.sample(newer))
    #expect(older < newer)
    #expect(!(newer < older))
    #expect(older != newer)
  }

  @Test(arguments: [("1", "1.0"), ("1.0", "1.0.0.0"), ("1.2", "1.02"), ("0", "0.0")])
  func `missing numbers count as zero`(_ short: String, _ long: String) {
    let (short, long) = (ProfileVersion.sample(short), ProfileVersion.sample(long))
    #expect(short == long)
    #expect(!(short < long) && !(long < short))
    #expect(Set([short, long]).count == 1)
  }
}
