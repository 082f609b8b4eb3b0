using Assistant.Hosting.Access;

namespace Assistant.Hosting.Tests.Access;

public sealed class LocalKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("assistant-key-").FullName;

    [Fact]
    public void The_key_is_private_to_its_user_and_ends_with_its_service()
    {
        using (var key = LocalKey.Create(_folder))
        {
            Assert.True(key.Matches(LocalKey.Read(_folder)!));
            Assert.False(key.Matches("local-guess"));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_folder).Single()));
        }

        Assert.Null(LocalKey.Read(_folder));
    }

    [Fact]
    public void A_key_that_a_crash_left_is_replaced()
    {
        var old = LocalKey.Create(_folder);
        var secret = LocalKey.Read(_folder)!;
        using var key = LocalKey.Create(_folder);

        Assert.False(key.Matches(secret));
        Assert.True(old.Matches(secret));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
