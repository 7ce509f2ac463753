import Caching
import Testing

@Suite struct StandardPathTests {
  @Test func `the cache is in the user's cache folder`() {
    #expect(
      SQLiteCache.standardPath(environment: ["HOME": "/home/a"])
        == "/home/a/.cache/adaptive-mastering/cache.sqlite")
  }

  @Test func `XDG_CACHE_HOME names another folder`() {
    #expect(
      SQLiteCache.standardPath(environment: ["HOME": "/home/a", "XDG_CACHE_HOME": "/var/c"])
        == "/var/c/adaptive-mastering/cache.sqlite")
  }

  @Test(arguments: ["", "relative/c", "~/c"])
  func `a path that is not absolute is ignored`(_ caches: String) {
    #expect(
      SQLiteCache.standardPath(environment: ["HOME": "/home/a", "XDG_CACHE_HOME": caches])
        == "/home/a/.cache/adaptive-mastering/cache.sqlite")
  }

  @Test func `without a home folder there is no cache`() {
    #expect(SQLiteCache.standardPath(environment: [:]) == nil)
    #expect(SQLiteCache.standardPath(environment: ["HOME": "here"]) == nil)
  }
}
