using System.Globalization;
using System.Threading.RateLimiting;
using Assistant.Hosting.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Assistant.Hosting.Limits;

/// <summary>A token bucket for each key, or for each address where there is no key; health checks are free.</summary>
internal sealed class RequestRateLimits(IOptions<LimitsOptions> limits) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(Partition(context), _ => Bucket(limits.Value)));
        options.OnRejected = async (rejected, cancellationToken) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var seconds = (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds));
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Results.Problem(
                statusCode: StatusCodes.Status429TooManyRequests,
                title: "Too many requests",
                detail: $"At most {limits.Value.RequestsPerMinute} a minute; try again in {seconds} s.").ExecuteAsync(rejected.HttpContext);
        };
    }

    private static string Partition(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } && !ApiKeyAuthenticationHandler.IsKeyless(context)
            ? "key:" + Caller.Of(context).User
            : "address:" + context.Connection.RemoteIpAddress;

    private static TokenBucketRateLimiterOptions Bucket(LimitsOptions limits) => new()
    {
        TokenLimit = limits.Burst,
        TokensPerPeriod = Math.Max(1, limits.RequestsPerMinute / 60),
        // Below one a second the period grows instead: tokens are whole.
        ReplenishmentPeriod = limits.RequestsPerMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60d / limits.RequestsPerMinute),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
