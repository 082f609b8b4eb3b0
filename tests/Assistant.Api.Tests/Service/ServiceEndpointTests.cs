using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;

namespace Assistant.Api.Tests.Service;

public sealed class ServiceEndpointTests
{
    [Fact]
    public async Task Settings_are_those_that_hold_and_secrets_are_withheld()
    {
        await using var service = new ServiceFixture(("Assistant:Bus:Password", "hunter2-secret"), ("Assistant:Limits:Burst", "77"));
        var text = await service.Http.GetStringAsync("/api/settings");
        Assert.DoesNotContain("hunter2-secret", text, StringComparison.Ordinal);
        var sections = (await service.Http.GetFromJsonAsync<SettingsSection[]>("/api/settings", AssistantJson.Options))!.ToDictionary(section => section.Section);
        Assert.Contains(new SettingValue("Burst", "77", true), sections["Assistant:Limits"].Values);
        Assert.Contains(new SettingValue("MaxQueryCharacters", "20000", false), sections["Assistant:Limits"].Values);
        Assert.Contains(sections["Assistant:Bus"].Values, value => value is { Name: "Password", Configured: true, Value: not null });
    }

    [Fact]
    public async Task The_state_of_the_service_is_told_to_administrators_only()
    {
        await using var service = new ServiceFixture();
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        var info = (await admin.GetFromJsonAsync<ServiceInfo>("/api/service", AssistantJson.Options))!;
        Assert.True(info.MemoryBytes > 1 << 20 && info.MachineMemoryBytes > info.MemoryBytes && info.Started < DateTimeOffset.UtcNow);
        Assert.Contains(info.Checks, check => check.Name == "index");
        Assert.NotEmpty(info.AnswerModel.Name);
        var writer = await service.ClientOfAsync(ApiRole.Writer);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.GetAsync("/api/service")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.GetAsync("/api/settings")).StatusCode);
    }
}
