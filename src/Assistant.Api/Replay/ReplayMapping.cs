using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;

namespace Assistant.Api.Replay;

/// <summary>The replay buffer as the HTTP interface and <c>--json</c> write it.</summary>
internal static class ReplayMapping
{
    public static ReplayCountInfo ToInfo(this ReplayCount count) =>
        new(count.Direction.ToWire(), count.EncoderId, count.Collection, ToWire(count.Origin), count.Items, count.Added, count.Items == 0 ? null : count.Newest);

    public static ReplayItemInfo ToInfo(this ReplayItem item) => new(
        item.Id,
        item.Direction.ToWire(),
        item.EncoderId,
        item.Collection,
        ToWire(item.Origin),
        item.User,
        item.Target.ToString(),
        [.. item.Sources.Select(source => source.ToString())],
        item.Value,
        item.Propensity,
        item.Weight,
        item.IsValidation,
        item.At);

    public static ReplayExportLine ToExport(this ReplayItem item) => new(item.ToInfo(), item.Query.ToArray(), item.TargetVector.ToArray());

    public static string ToWire(this AdapterDirection direction) => JsonNamingPolicy.SnakeCaseLower.ConvertName(direction.ToString());

    private static string ToWire(ReplayOrigin origin) => JsonNamingPolicy.SnakeCaseLower.ConvertName(origin.ToString());
}
