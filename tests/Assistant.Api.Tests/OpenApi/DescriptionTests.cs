using System.Text.Json;

namespace Assistant.Api.Tests.OpenApi;

public sealed class DescriptionTests
{
    /// <summary>Routes that answer with bytes.</summary>
    private static readonly string[] Files = ["/raw", "/thumbnail", "/image"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_web_application_is_generated_from_what_the_service_serves()
    {
        await using var service = new ServiceFixture();
        var served = Pretty(await service.Http.GetStringAsync("/openapi/v1.json"));
        var kept = Pretty(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.json")));
        Assert.True(served == kept, "The API has changed: write GET /openapi/v1.json of the service into connectors/web/openapi.json, then build the web application (npm run build), whose types come from it.");
    }

    [Fact]
    public async Task Every_operation_of_the_own_interface_says_what_it_answers()
    {
        await using var service = new ServiceFixture();
        using var document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi/v1.json"));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal) && !Files.Any(file => path.Name.EndsWith(file, StringComparison.Ordinal))))
        {
            foreach (var operation in path.Value.EnumerateObject().Where(operation => operation.Name is "get" or "post" or "put" or "patch" or "delete"))
            {
                var good = operation.Value.GetProperty("responses").EnumerateObject().Where(response => response.Name.StartsWith('2')).ToList();
                Assert.True(good.Count == 1 && (good[0].Name == "204" || good[0].Value.TryGetProperty("content", out _)), $"{operation.Name} {path.Name}");
            }
        }
    }

    private static string Pretty(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, Indented);
    }
}
