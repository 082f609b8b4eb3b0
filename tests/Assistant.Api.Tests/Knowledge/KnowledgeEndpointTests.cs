using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;

namespace Assistant.Api.Tests.Knowledge;

public sealed class KnowledgeEndpointTests
{
    [Fact]
    public async Task Statements_are_listed_from_what_the_caller_may_read_and_go_with_their_document()
    {
        await using var service = new ServiceFixture(("Assistant:Ingestion:Triples:Source", "Rules"));
        const string Open = "The radio is a grey box. Channel 16 is free.";
        var open = await service.SubmitAsync("radio.md", Open);
        await service.SubmitAsync("safe.md", "The safe is a black box.", "board");
        using (var set = await service.Http.PutAsJsonAsync("/api/collections/board/groups", new[] { "board" })) set.EnsureSuccessStatusCode();

        var all = await ListAsync(service.Http, "?about=box");
        Assert.Equal(["radio", "safe"], all.Select(triple => triple.Subject).Order());
        var radio = all.Single(triple => triple.Subject == "radio");
        Assert.Equal(("is", "grey box", "radio.md", "The radio is a grey box."), (radio.Predicate, radio.Value, radio.Uri, Open[radio.Span.Start..radio.Span.End]));
        using var reader = await service.ClientOfAsync(ApiRole.Reader);
        Assert.Equal(["radio"], (await ListAsync(reader, "?about=box")).Select(triple => triple.Subject));
        Assert.Empty(await ListAsync(reader, "?collection=board"));

        using var admin = await service.ClientOfAsync(ApiRole.Admin);
        using (var deleted = await admin.DeleteAsync($"/api/content/{open.Id}")) deleted.EnsureSuccessStatusCode();
        Assert.Empty(await ListAsync(reader, ""));
        using var refused = await reader.GetAsync("/api/knowledge?limit=0");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<IReadOnlyList<TripleInfo>> ListAsync(HttpClient http, string query)
    {
        using var response = await http.GetAsync("/api/knowledge" + query);
        response.EnsureSuccessStatusCode();
        return await ServiceFixture.ReadAsync<IReadOnlyList<TripleInfo>>(response);
    }
}
