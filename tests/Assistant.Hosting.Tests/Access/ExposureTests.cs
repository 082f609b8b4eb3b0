using Assistant.Core.Access;
using Assistant.Hosting.Access;
using Microsoft.Extensions.Configuration;

namespace Assistant.Hosting.Tests.Access;

public sealed class ExposureTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080;http://[::1]:5080", true)]
    [InlineData("http://127.9.9.9:80", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://localhost:5080;http://10.0.0.7:5080", false)]
    [InlineData("http://localhost.evil.example:5080", false)]
    public async Task A_start_without_keys_is_allowed_on_loopback_only(string? urls, bool allowed)
    {
        var keys = new OneKeyStore();
        var exposure = new Exposure(Configuration(("urls", urls)), keys);

        Assert.Equal(allowed, exposure.IsLoopbackOnly);
        if (allowed)
            await exposure.StartingAsync(CancellationToken.None);
        else
            await Assert.ThrowsAsync<StartRefusedException>(() => exposure.StartingAsync(CancellationToken.None));

        await keys.CreateAsync("anybody", ApiRole.Reader, []);
        await exposure.StartingAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Public:Url", "http://0.0.0.0:80")]
    public void Other_ways_to_open_an_address_count_too(string key, string value) =>
        Assert.False(new Exposure(Configuration((key, value)), new OneKeyStore()).IsLoopbackOnly);

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build();

    private sealed class OneKeyStore : IApiKeyStore
    {
        private readonly List<ApiKey> _keys = [];

        public ValueTask<(ApiKey Key, string Secret)> CreateAsync(string name, ApiRole role, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default)
        {
            _keys.Add(new ApiKey(Guid.NewGuid(), name, role, [.. groups], DateTimeOffset.UnixEpoch));
            return ValueTask.FromResult((_keys[^1], "secret"));
        }

        public ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken = default) => ValueTask.FromResult<ApiKey?>(null);

        public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<ApiKey>>(_keys);

        public ValueTask<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);
    }
}
