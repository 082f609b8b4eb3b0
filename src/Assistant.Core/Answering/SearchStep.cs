using System.Globalization;
using System.Text.Json;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>The search of an answer, and the events that show it.</summary>
internal static class SearchStep
{
    /// <summary>Makes the search for a question.</summary>
    public static SearchRequest For(Question question, AnswerRequest request, int limit) => new(question.Search)
    {
        Image = request.Image,
        Kind = question.Kind == QuestionKind.Picture ? ContentKind.Image : null,
        Collections = request.Collections,
        Tags = request.Tags,
        From = request.From,
        To = request.To,
        Groups = request.Groups,
        User = request.User,
        QuestionId = request.MessageId ?? request.Id,
        Limit = limit,
        OnePerPicture = question.Kind == QuestionKind.Picture,
    };

    /// <summary>Makes the search for the picture that is most like the question's.</summary>
    public static SearchRequest Alike(AnswerRequest request) => new("")
    {
        Image = request.Image,
        Kind = ContentKind.Image,
        Collections = request.Collections,
        Tags = request.Tags,
        From = request.From,
        To = request.To,
        Groups = request.Groups,
        User = request.User,
        QuestionId = request.MessageId ?? request.Id,
        Limit = 1,
    };

    /// <summary>The call, with its arguments.</summary>
    public static ToolCallEvent Call(SearchRequest search)
    {
        var arguments = new Dictionary<string, object> { ["query"] = search.Query, ["k"] = search.Limit };
        if (!search.Image.IsEmpty) arguments["image"] = true;
        if (search.Collections is not null) arguments["collections"] = search.Collections;
        if (search.Tags is { Count: > 0 }) arguments["tags"] = search.Tags;
        if (search.From is { } from) arguments["from"] = from;
        if (search.To is { } to) arguments["to"] = to;
        if (search.Kind is { } kind) arguments["modality"] = kind == ContentKind.Image ? "image" : "text";
        return new ToolCallEvent("search", JsonSerializer.SerializeToElement(arguments));
    }

    /// <summary>What it found, in words.</summary>
    public static ObservationEvent Observation(SearchResponse response)
    {
        var uris = response.Hits.Select(hit => hit.Passage.Uri).Distinct().ToList();
        var found = response.Hits.Count switch
        {
            0 => "No passages found",
            1 => $"1 passage found, in {uris[0]}",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} passages found in {uris.Count} documents: {string.Join(", ", uris.Take(5))}{(uris.Count > 5 ? ", …" : "")}"),
        };
        var pending = response.Pending > 0 ? string.Create(CultureInfo.InvariantCulture, $" {response.Pending} documents are still on their way into the index.") : "";
        return new ObservationEvent($"{found}.{pending}") { Tool = "search", Milliseconds = response.Timings.TotalMs, Sources = [.. response.Hits.Select(hit => AnswerSource.Of(hit.Passage))] };
    }
}
