using Assistant.Contracts.Http;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Errors;

namespace Assistant.Api.Encoders;

/// <summary>Encoders as the HTTP interface and <c>--json</c> write them.</summary>
internal static class EncoderMapping
{
    public static EncoderInfo ToInfo(this EncoderStatus status) => new(
        status.Role.ToWire(),
        status.State.ToString(),
        status.Assignment?.Active.Id,
        status.Assignment?.Building?.Id,
        status.Assignment?.Previous?.Id,
        status.Done,
        status.Total,
        status.PerSecond,
        status.Remaining?.TotalSeconds,
        status.Problem,
        status.Assignment?.Changed);

    public static string ToWire(this EncoderRole role) => role == EncoderRole.Image ? "image" : "text";

    public static EncoderRole Role(string? role) => role switch
    {
        "text" => EncoderRole.Text,
        "image" => EncoderRole.Image,
        _ => throw new RequestRefusedException("role is text or image."),
    };
}
