using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;

namespace Assistant.Api.Tests.Keys;

public sealed class KeyEndpointTests
{
    [Fact]
    public async Task Everybody_is_told_who_they_are()
    {
        await using var service = new ServiceFixture();
        Assert.Equal(("local", "Admin", null), await MeAsync(service.Http));
        var reader = await service.ClientOfAsync(ApiRole.Reader, "staff", "guests");
        var (_, role, groups) = await MeAsync(reader);
        Assert.Equal(("Reader", "staff,guests"), (role, string.Join(',', groups!)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Http.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task A_key_is_made_used_listed_and_revoked()
    {
        await using var service = new ServiceFixture();
        using var first = await service.Http.PostAsJsonAsync("/api/keys", new KeyBody { Name = "Ada", Role = "Admin" }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var admin = service.ClientWith((await ServiceFixture.ReadAsync<KeyCreated>(first)).Secret);
        using var second = await admin.PostAsJsonAsync("/api/keys", new KeyBody { Name = "Grace", Role = "reader", Groups = ["staff"] }, AssistantJson.Options);
        var made = await ServiceFixture.ReadAsync<KeyCreated>(second);
        Assert.Equal(["Ada", "Grace"], (await admin.GetFromJsonAsync<KeyInfo[]>("/api/keys", AssistantJson.Options))!.Select(key => key.Name));
        Assert.DoesNotContain(made.Secret, await admin.GetStringAsync("/api/keys"), StringComparison.Ordinal);

        using var reader = service.ClientWith(made.Secret);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/api/keys")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/keys/{made.Key.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.DeleteAsync($"/api/keys/{made.Key.Id}")).StatusCode);
    }

    [Fact]
    public async Task The_first_key_must_not_lock_everybody_out()
    {
        await using var service = new ServiceFixture();
        using var refused = await service.Http.PostAsJsonAsync("/api/keys", new KeyBody { Name = "Ada", Role = "Reader" }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("local", (await MeAsync(service.Http)).User);
    }

    [Theory]
    [InlineData("", "Reader", "staff")]
    [InlineData("Ada", "Root", "staff")]
    [InlineData("Ada", "2", "staff")]
    [InlineData("Ada", "", "staff")]
    [InlineData("Ada", "Admin", "")]
    public async Task What_is_no_key_is_refused_in_words(string name, string role, string group)
    {
        await using var service = new ServiceFixture();
        using var refused = await service.Http.PostAsJsonAsync("/api/keys", new KeyBody { Name = name, Role = role, Groups = [group] }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<(string User, string Role, IReadOnlyList<string>? Groups)> MeAsync(HttpClient http)
    {
        var me = (await http.GetFromJsonAsync<MeInfo>("/api/me", AssistantJson.Options))!;
        return (me.User, me.Role, me.Groups);
    }
}
